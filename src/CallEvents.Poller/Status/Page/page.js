// Refreshes the page in place: only what has changed is touched, so that nothing flickers and focus, selection and scroll position stay.
(() => {
  "use strict";
  const interval = 2000;
  const pause = document.getElementById("pause");
  const connection = document.getElementById("connection");
  let paused = false;
  let lastAnswer = new Date();

  const update = (from, to) => {
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName) {
      from.replaceWith(document.importNode(to, true));
      return;
    }
    if (from.nodeType === Node.TEXT_NODE) {
      if (from.data !== to.data) from.data = to.data;
      return;
    }
    if (from.nodeType !== Node.ELEMENT_NODE) return;
    for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
    for (const { name, value } of to.attributes) if (from.getAttribute(name) !== value) from.setAttribute(name, value);
    const [old, now] = [[...from.childNodes], [...to.childNodes]];
    for (let index = 0; index < Math.max(old.length, now.length); index++) {
      if (index >= old.length) from.append(document.importNode(now[index], true));
      else if (index >= now.length) old[index].remove();
      else update(old[index], now[index]);
    }
  };

  const refresh = async () => {
    if (!paused && document.visibilityState === "visible") {
      try {
        const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(15000) });
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        const main = fresh.getElementById("main");
        if (!main) throw new Error("not this page");
        if (!paused) {
          document.title = fresh.title;
          update(document.getElementById("main"), main);
        }
        lastAnswer = new Date();
        connection.textContent = "";
      } catch {
        connection.textContent = `No answer since ${lastAnswer.toISOString().slice(11, 19)}Z: what you see is older.`;
      }
    }
    setTimeout(refresh, interval);
  };

  pause.hidden = false;
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
  });
  setTimeout(refresh, interval);
})();
