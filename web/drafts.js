// Saves what is typed while it is typed: POST /drafts (web/drafts.py) for the fields that ui/drafts.py has marked.
// Without marked fields nothing here runs but one look at each keystroke. `waiting`: web/drafts_waiting.js.
(() => {
  const FORM = "st-key-draft__"; // …subject__version__tab__source, around the fields
  const TEXT = "st-key-draft_text__"; // …subject__field__turn, around one field
  const NUMBER = "st-key-draft_choice__";
  const LINE = "st-key-draft_line__"; // …subject__tab, around the sentence that says what is safe
  const PAUSE = 400; // sent when typing rests this long,
  const LONGEST_PAUSE = 800; // or goes on for this long
  const SLOWEST_RETRY = 30_000;
  const LOOK_EVERY = 300;
  const STILL_FRESH = 3_000;
  const LONGEST_GAP = 60_000; // a page that is drawn again after a cut may lack its form for so long
  const BEAT = 10_000; // how often a page shows that it still minds what waits

  const forms = new Map(); // by the class of their container
  let composing = null; // the field in which a word is being composed

  const classOf = (element, prefix) => [...element.classList].find((name) => name.startsWith(prefix));

  const valueOf = (element) => {
    if (element.dataset.testid !== "stNumberInputField") return element.value;
    return element.value === "" || Number.isNaN(Number(element.value)) ? null : Number(element.value);
  };

  // `typed`: the field whose first key this is.
  const formOf = (container, typed) => {
    const name = classOf(container, FORM);
    if (!forms.has(name)) {
      const form = { ...waiting.described(name), name, texts: new Map(), failures: 0, sending: 0 };
      forms.set(name, form);
      remember(form, container, typed);
      watch();
    }
    return forms.get(name);
  };

  const turnOf = (tab) => tab.split("-")[1];

  // [field, element] of the texts and numbers that stand in a form now.
  const fieldsOf = (form, container) =>
    [...container.querySelectorAll(`:is([class*="${TEXT}"],[class*="${NUMBER}"]) :is(textarea,input)`)]
      .map((element) => [whichOf(element.closest(`[class*="${TEXT}"],[class*="${NUMBER}"]`)), element])
      .filter(([which, element]) => which.subject === form.subject && which.turn === turnOf(form.tab) && counts(element))
      .map(([which, element]) => [which.field, element]);

  // …subject__field__turn, taken apart.
  const whichOf = (holder) => {
    const [, subject, ...rest] = (classOf(holder, TEXT) ?? classOf(holder, NUMBER)).split("__");
    const turn = rest.pop();
    return { subject, field: rest.join("__"), turn };
  };

  // Texts, and of the other widgets only numbers.
  const counts = (element) =>
    element.closest(`[class*="${TEXT}"]`) || element.dataset.testid === "stNumberInputField";

  // What stands in the form besides what is typed now: the server has it.
  const remember = (form, container, typed) => {
    for (const [field, element] of fieldsOf(form, container)) {
      if (element !== typed) form.texts.set(field, { value: valueOf(element), savedAt: 0 });
    }
  };

  const all = (subject) => [...forms.values()].filter((form) => form.subject === subject);

  // [field, value] of what the server has not acknowledged.
  const unsaved = (form) =>
    [...form.texts].filter(([, text]) => text.savedAt === null).map(([field, text]) => [field, text.value]);

  const keep = (form, left) => {
    form.isKept = waiting.keep(form.name, Object.fromEntries(unsaved(form)), left);
    form.keptAt = Date.now();
  };

  // --- to the server ----------------------------------------------------------------------------

  const send = async (form, leaving = false) => {
    clearTimeout(form.timer);
    const sent = unsaved(form);
    // One after the other, or an older text could arrive last. Who leaves has no time to wait.
    if (!sent.length || (form.sending && !leaving)) return;
    form.sending += 1;
    show(form);
    const answer = await waiting.post(form.name, Object.fromEntries(sent), leaving);
    form.sending -= 1;
    if (answer?.saved) {
      for (const [field, value] of sent) {
        const text = form.texts.get(field);
        if (text?.value === value) text.savedAt = Date.now();
      }
      Object.assign(form, answer, { failures: 0, refused: null, since: null });
      keep(form);
      if (unsaved(form).length) schedule(form);
    } else if (answer?.refused) {
      const isNew = unsaved(form).some(([field, value]) => new Map(sent).get(field) !== value);
      form.refused = isNew ? null : answer.refused; // until something else is typed
      if (isNew) schedule(form);
    } else {
      clearTimeout(form.timer);
      form.failures += 1;
      const wait = Math.min(1000 * 2 ** (form.failures - 1), SLOWEST_RETRY) + 300 * Math.random();
      form.retryAt = Date.now() + wait;
      form.timer = setTimeout(send, wait, form);
    }
    show(form);
  };

  const schedule = (form) => {
    clearTimeout(form.timer);
    form.since ??= Date.now();
    const soon = Math.min(Date.now() + PAUSE, form.since + LONGEST_PAUSE);
    form.timer = setTimeout(send, Math.max(soon, form.failures ? form.retryAt : 0) - Date.now(), form);
  };

  const sendAll = (leaving) => {
    for (const form of forms.values()) {
      if (leaving && unsaved(form).length) keep(form, true);
      send(form, leaving);
    }
  };

  // --- the fields -------------------------------------------------------------------------------

  const note = (element, byHand, before) => {
    const holder = element.closest(`[class*="${TEXT}"],[class*="${NUMBER}"]`);
    const container = holder?.closest(`[class*="${FORM}"]`);
    if (!container || !counts(element)) return;
    const { subject, field, turn } = whichOf(holder);
    // Streamlit renames the container of a form that begins anew before it puts the new fields in.
    const isOfBefore = turnOf(waiting.described(classOf(container, FORM)).tab) !== turn;
    const form = isOfBefore ? all(subject).find((each) => turnOf(each.tab) === turn) : formOf(container, element);
    if (!form) return;
    for (const other of byHand ? all(subject) : []) {
      if (other !== form && other.texts.has(field)) other.texts.get(field).isPast = true;
    }
    // Whoever began to compose the next word in this instant: the field holds half a syllable by now.
    const value = element === composing && before !== undefined ? before : valueOf(element);
    if (form.texts.get(field)?.value === value) return;
    form.texts.set(field, { value, savedAt: null });
    form.refused = null;
    keep(form);
    schedule(form);
    show(form);
  };

  // Streamlit closes every field the moment the line is cut. Whoever is writing may go on, also in the next field of the
  // form: what they write waits here. A closed field of one line loses the cursor, which is given back.
  const guarded = new WeakSet();
  let left = null; // the field the cursor was taken from last, and when
  const stayOpen = (element) => {
    if (guarded.has(element)) return;
    guarded.add(element);
    new MutationObserver(() => {
      const isCut = !document.querySelector("[data-test-connection-state=CONNECTED]");
      if (!element.disabled || !isCut) return;
      element.disabled = false;
      if (left?.element === element && Date.now() - left.at < LOOK_EVERY && document.activeElement === document.body) {
        element.focus({ preventScroll: true });
      }
    }).observe(element, { attributes: true, attributeFilter: ["disabled"] });
  };

  // The field as Streamlit leaves it, which takes no more than the longest text allowed. Half-typed syllables can wait.
  const typed = (event) => {
    const isOurs = !event.isComposing && event.target.closest?.(`[class*="${FORM}"]`);
    if (isOurs) setTimeout(note, 0, event.target, event.isTrusted, event.target.value);
  };
  document.addEventListener("input", typed, true);
  document.addEventListener("compositionstart", (event) => (composing = event.target), true);
  document.addEventListener(
    "compositionend",
    (event) => {
      composing = null;
      typed(event);
    },
    true,
  );
  document.addEventListener("focusin", (event) => {
    if (!event.target.closest?.(`[class*="${TEXT}"]`)) return;
    const form = event.target.closest(`[class*="${FORM}"]`);
    form?.querySelectorAll(`[class*="${TEXT}"] :is(textarea,input)`).forEach(stayOpen);
  });
  document.addEventListener("focusout", (event) => (left = { element: event.target, at: Date.now() }));

  const put = (element, value) => {
    const kind = element instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(element, value ?? "");
    element.dispatchEvent(new Event("input", { bubbles: true }));
    // Streamlit takes a text over when its field is left, and this one may never have been entered.
    const leave = () => element.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
    if (document.activeElement !== element) setTimeout(leave, 100);
  };

  // The server forgot this page (restarted, or away too long), and Streamlit drew the form anew from what had been
  // saved. What was typed since goes into the new one, unless that shows a draft from somewhere else.
  const carryOver = (form, container) => {
    const { tab, source } = waiting.described(classOf(container, FORM));
    const isNewSession = tab.split("-")[0] !== form.tab.split("-")[0];
    if (!isNewSession || (source && !source.startsWith(`${form.tab}-`))) return;
    form.successor ??= tab;
    if (form.successor !== tab) return; // that one has been finished meanwhile
    for (const [field, text] of form.texts) {
      if (text.isPast || (text.savedAt !== null && Date.now() - text.savedAt > STILL_FRESH)) continue;
      const place = `${form.subject}__${field}__${turnOf(tab)}`;
      const element = container.querySelector(`:is(.${TEXT}${place},.${NUMBER}${place}) :is(textarea,input)`);
      if (!element) continue;
      if (valueOf(element) !== text.value) put(element, text.value);
      note(element, false);
      if (text.savedAt === null) text.savedAt = Date.now();
    }
    keep(form);
  };

  // After a cut Streamlit may draw the form of the same session again with its fields empty, though the server has what
  // stood there. Twice seen, lest a key pressed in this instant is taken for it.
  const putBack = (form, container) => {
    for (const [field, element] of fieldsOf(form, container)) {
      const text = form.texts.get(field);
      if (!text || element === composing || valueOf(element) === text.value) {
        if (text) text.strayed = undefined;
      } else if (text.strayed === valueOf(element)) {
        text.strayed = undefined;
        put(element, text.value);
      } else {
        text.strayed = valueOf(element);
      }
    }
  };

  const look = (form) => {
    const [container] = document.getElementsByClassName(form.name);
    if (container) {
      putBack(form, container);
      form.goneAt = null;
      if (unsaved(form).length) show(form); // Streamlit may have written over it
      if (unsaved(form).length && Date.now() - form.keptAt > BEAT) keep(form);
      return;
    }
    const successor = document.querySelector(`[class*="${FORM}${form.subject}__"]`);
    if (successor) carryOver(form, successor);
    if (!form.goneAt) send(form);
    form.goneAt ??= Date.now();
    const longest = successor ? STILL_FRESH : LONGEST_GAP;
    if (!unsaved(form).length && Date.now() - form.goneAt > longest) forms.delete(form.name);
  };

  let watching = null;
  const watch = () => {
    watching ??= setInterval(() => {
      forms.forEach(look);
      if (forms.size) return;
      clearInterval(watching);
      watching = null;
    }, LOOK_EVERY);
  };

  // --- what is said -----------------------------------------------------------------------------

  const sentence = (form) => {
    if (form.refused) return form.refused;
    if (unsaved(form).length && form.failures) {
      return form.isKept ? "未能保存，内容留在本机，正在重试……" : "未能保存，正在重试……请不要关闭页面。";
    }
    if (unsaved(form).length) return "正在保存……";
    return `草稿已保存 ${form.saved}` + (form.other ? `；别处另有 ${form.other} 的不同草稿` : "");
  };

  const show = (form) => {
    // Into the text that Streamlit put there: another one in its place it would not find again.
    const line = document.querySelector(`.${LINE}${form.subject}__${form.tab} [data-testid=stCaptionContainer] p`)?.firstChild;
    if (line && line.data !== sentence(form)) line.data = sentence(form);
  };

  // Seen while writing anywhere in a long form.
  const style = document.createElement("style");
  const row = `[data-testid=stLayoutWrapper]:has(>[class*="${LINE}"])`;
  style.textContent = `${row}{position:sticky;bottom:0;z-index:1;padding:.25rem 0;background:#fff}`;
  document.head.append(style);

  window.addEventListener("pagehide", () => sendAll(true));
  document.addEventListener("visibilitychange", () => document.hidden && sendAll(false));
  const isOurs = (name) => forms.has(name);
  window.addEventListener("online", () => {
    sendAll(false);
    waiting.takeOverAll(isOurs);
  });
  waiting.takeOverAll(isOurs);
})();
