// What of a draft has not reached the server: sent, and until it is acknowledged kept in localStorage under names of
// the account whose page this is (ACCOUNT, from web/shell.py), so that nobody else at the same computer finds it.
const waiting = (() => {
  const KEPT = `draft ${ACCOUNT} `;
  const PATIENCE = 15_000;
  const DEAD_AFTER = 90_000; // of silence another page takes over; pages in the background count time in minutes
  const FORGOTTEN_AFTER = 30 * 86_400_000;

  // What the class of a form says, which is also the name it is kept under: …subject__version__tab__source.
  const described = (name) => {
    const [, subject, version, tab, source] = name.split("__");
    const or = (value, meaning) => (value === "none" ? null : meaning(value));
    return { subject, based_on: or(version, Number), tab, source: or(source, String) };
  };

  // Whether it is kept. `left`: this page is going, the next one need not wait.
  const keep = (name, fields, left = false) => {
    try {
      if (!Object.keys(fields).length) localStorage.removeItem(KEPT + name);
      else localStorage.setItem(KEPT + name, JSON.stringify({ fields, left, at: Date.now() }));
      return true;
    } catch {
      return false; // full, or switched off
    }
  };

  // {saved, other}, {refused}, or null when it did not get through.
  const post = async (name, fields, leaving = false) => {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE);
    try {
      const answer = await fetch("/drafts", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ account: ACCOUNT, ...described(name), fields }),
        keepalive: leaving,
        redirect: "error",
        signal: patience.signal,
      });
      const said = await answer.json();
      return said.saved || said.refused ? said : null;
    } catch {
      return null; // cut, too slow, or signed out: then web/chinese.js leads to the sign-in page
    } finally {
      clearTimeout(timer);
    }
  };

  // Send what a page left behind that is there no more; whether there is something to come back for.
  const takeOver = async (key) => {
    const kept = localStorage.getItem(key);
    const { fields, left, at } = JSON.parse(kept ?? "{}");
    if (!fields) return false;
    const age = Math.abs(Date.now() - at);
    if (!left && age < DEAD_AFTER) return true;
    const answer = await post(key.slice(KEPT.length), fields);
    if ((answer?.saved || age > FORGOTTEN_AFTER) && localStorage.getItem(key) === kept) localStorage.removeItem(key);
    return answer === null;
  };

  // At once when a page opens, so that the text is there when Streamlit asks for drafts.
  const takeOverAll = async (isOurs) => {
    try {
      const keys = Object.keys(localStorage).filter((key) => key.startsWith(KEPT) && !isOurs(key.slice(KEPT.length)));
      const unfinished = await Promise.all(keys.map(takeOver));
      if (unfinished.includes(true)) setTimeout(takeOverAll, DEAD_AFTER, isOurs);
    } catch {} // switched off
  };

  return { described, keep, post, takeOverAll };
})();
