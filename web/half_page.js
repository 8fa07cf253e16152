// A run that ends because the line was cut leaves half a page, or none, and Streamlit takes it for the whole: it draws
// what it was sent, and asks for nothing until the next press. Or the line to the server never opens, though the server
// answers. The mark that app.py draws last is missing then, and the page is fetched anew; what was typed waits in
// drafts.js. A line cut before Streamlit knows which page it is at makes it go to the first one: back to what was asked.
(() => {
  const END = ".app-end"; // ui/session.py
  const LOOK_EVERY = 500;
  const LONG_ENOUGH = 1_500; // for a page that was whole and is at rest,
  const FAR_TOO_LONG = 30_000; // and for one that never was, or whose line is cut or run does not begin
  const MOST_TRIES = 3; // in a row: what does not help then never will
  const TRIES = "half_page.tries";
  const ASKED = location.href;

  let wasWhole = false;
  let wasPressed = false;
  let halfSince = null;
  let isAsking = false;

  for (const press of ["pointerdown", "keydown", "popstate"])
    addEventListener(press, () => (wasPressed = true), { capture: true });

  const wentElsewhere = () => !wasWhole && !wasPressed && location.pathname !== new URL(ASKED).pathname;

  const fetchAnew = async () => {
    const tries = Number(sessionStorage.getItem(TRIES) ?? 0);
    if (isAsking || tries >= MOST_TRIES) return;
    isAsking = true;
    // A server that is away would leave the browser's own page about it in the place of ours.
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(5_000) }).catch(() => null);
    isAsking = false;
    if (!answer?.ok || halfSince === null) return;
    sessionStorage.setItem(TRIES, tries + 1);
    if (wentElsewhere()) location.replace(ASKED);
    else location.reload();
  };

  setInterval(() => {
    const { testConnectionState, testScriptState } = document.querySelector("[data-testid=stApp]")?.dataset ?? {};
    const isConnected = testConnectionState === "CONNECTED";
    if (wentElsewhere()) {
      halfSince ??= Date.now();
      fetchAnew();
    } else if (document.querySelector(END) !== null) {
      wasWhole = true;
      halfSince = null;
      sessionStorage.removeItem(TRIES);
    } else if (isConnected && testScriptState === "running") {
      halfSince = null;
    } else {
      halfSince ??= Date.now();
      const enough = isConnected && wasWhole && testScriptState === "notRunning" ? LONG_ENOUGH : FAR_TOO_LONG;
      if (Date.now() - halfSince > enough) fetchAnew();
    }
  }, LOOK_EVERY);
})();
