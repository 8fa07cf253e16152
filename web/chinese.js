// Says in Chinese what Streamlit says in English by itself; see docs/decisions. WORDS, PATTERNS and LABELLED come from
// web/streamlit_words.py. Only whole strings are replaced, never what people wrote: their text on the page is skipped.
(() => {
  // The date picker, numbers and dates follow the language of the browser; some office computers have an English one.
  Object.defineProperty(navigator, "language", { get: () => "zh-CN" });
  Object.defineProperty(navigator, "languages", { get: () => ["zh-CN", "zh"] });

  const words = new Map(Object.entries(WORDS));
  const patterns = PATTERNS.map(([pattern, chinese]) => [new RegExp(`^${pattern}$`, "s"), chinese]);
  const ATTRIBUTES = ["title", "aria-label", "placeholder", "data-tooltip", "aria-valuetext", "alt"];
  const NOT_OURS = "svg,canvas,script,style,textarea,code,pre,[contenteditable]:not([role=spinbutton])";
  const PEOPLES = "[data-testid=stMain] [data-testid=stMarkdownContainer],[data-testid=stTable],[data-testid=stText]";
  const STREAMLITS = "[data-testid=stTooltipContent],[data-testid=stFileUploader],[role=alertdialog]";

  const inChinese = (said) => {
    const text = said.trim();
    if (!/[A-Za-z]{2}/.test(text)) return null;
    if (words.has(text)) return words.get(text);
    const [name, ...label] = text.split(": ");
    if (label.length && LABELLED.includes(name)) return `${words.get(name)}：${label.join(": ")}`;
    for (const [pattern, chinese] of patterns) {
      if (pattern.test(text)) return text.replace(pattern, chinese).trim();
    }
    return null;
  };

  // The session ended while the tab slept: the door answers 401, and waiting for a connection would be in vain.
  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    const here = encodeURIComponent(location.pathname + location.search);
    location.assign(`/signin?said=ended&next=${here}`);
  };
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    const answer = await fetched(...asked);
    if (answer.status === 401) leave();
    return answer;
  };
  const sent = XMLHttpRequest.prototype.send; // uploads
  XMLHttpRequest.prototype.send = function (...body) {
    this.addEventListener("load", () => this.status === 401 && leave());
    return sent.apply(this, body);
  };

  const translateText = (node) => {
    const said = node.data;
    if (said.length < 2 || said.length > 400) return;
    const chinese = inChinese(said);
    if (chinese === null) return;
    const holder = node.parentElement;
    if (!holder || holder.closest(NOT_OURS)) return;
    if (holder.closest(PEOPLES) && !holder.closest(STREAMLITS)) return;
    node.data = chinese;
  };

  const translateAttribute = (element, name) => {
    const said = element.getAttribute(name);
    const chinese = said && inChinese(said);
    if (chinese) element.setAttribute(name, chinese);
  };

  const filter = (node) =>
    node.nodeType === Node.ELEMENT_NODE && node.matches("svg,canvas,script,style")
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT;

  const translateElement = (element) => {
    for (const name of ATTRIBUTES) if (element.hasAttribute(name)) translateAttribute(element, name);
    // Under “connection error” it names the command that starts a server.
    if (element.dataset?.testid === "stErrorCodeBlock") element.style.display = "none";
  };

  const translate = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest("svg,canvas")) return;
    translateElement(root);
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, filter);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      node.nodeType === Node.TEXT_NODE ? translateText(node) : translateElement(node);
    }
  };

  // Called once per task with everything that changed in it. What we write ourselves is Chinese and ends there.
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(translate);
      else if (change.type === "characterData") translateText(change.target);
      else if (!(change.target instanceof SVGElement)) translateAttribute(change.target, change.attributeName);
    }
  }).observe(document.documentElement, {
    childList: true,
    characterData: true,
    subtree: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
})();
