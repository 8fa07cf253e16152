// A run that ends because the line was cut leaves half a page, or none, and Streamlit takes it for the whole: it draws
// what it was sent, and asks for nothing until the next press. The mark that app.py draws last is missing then, and the
// page is fetched anew; what was typed waits in drafts.js.
(() => {
  const END = ".app-end"; // ui/session.py
  const LOOK_EVERY = 500;
  const LONG_ENOUGH = 1_500;

  let wasWhole = false; // what never was whole, fetching anew would not mend
  let halfSince = null;

  setInterval(() => {
    const { testConnectionState, testScriptState } = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
    const isAtRest = testConnectionState === "CONNECTED" && testScriptState === "notRunning";
    const isWhole = document.querySelector(END) !== null;
    wasWhole ||= isWhole;
    if (!isAtRest || isWhole || !wasWhole) {
      halfSince = null;
      return;
    }
    halfSince ??= Date.now();
    if (Date.now() - halfSince > LONG_ENOUGH) location.reload();
  }, LOOK_EVERY);
})();
