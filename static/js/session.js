/* Two minutes before the session ends: a warning with a button to stay. Whoever is typing stays without being
   asked. After the end the page keeps what was typed until its writer has signed in again in another window.
   Without this file the page says in words when the session ends. */
(function () {
  "use strict";
  var tag = document.currentScript;
  if (!tag || !window.fetch) { return; }
  var said = tag.dataset, WARN = 120000, ends = 0, stays = false, typed = 0, over = false, box = null, words, button;

  function minute(at) { return ("0" + at.getHours()).slice(-2) + ":" + ("0" + at.getMinutes()).slice(-2); }

  function put(iso, may) {
    var at = Date.parse(iso);
    if (!at) { return; }
    ends = at;
    if (may !== undefined) { stays = may; }
    if (box && ends - Date.now() > WARN) { hide(); }
  }

  function tell(iso) {
    put(iso);
    try { window.localStorage.setItem("session-ends", said.user + " " + iso); } catch (_error) { /* no storage: this window alone */ }
  }

  function ask() {
    return fetch(said.stay, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" })
      .then(function (answer) { return answer.ok ? answer.json() : Promise.reject(answer); })
      .then(function (told) {
        if (String(told.user) !== said.user) { return Promise.reject(told); }
        document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach(function (one) { one.value = told.csrf; });
        over = false;
        put(told.ends, told.stays);
        tell(told.ends);
        hide();
      });
  }

  function hide() { if (box) { box.remove(); box = null; } }

  function show(text, label, act) {
    if (!box) {
      box = document.createElement("div");
      box.className = "ending";
      box.setAttribute("role", "alert");
      words = document.createElement("p");
      box.append(words);
      document.body.append(box);
      button = null;
    }
    if (words.textContent !== text) { words.textContent = text; }
    if (label && !button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = said.button;
      button.textContent = label;
      button.addEventListener("click", act);
      box.append(button);
      if (!/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { button.focus(); }
    }
    if (!label && button) { button.remove(); button = null; }
  }

  function look() {
    var left = ends - Date.now();
    if (over || !ends) { return; }
    if (left > WARN) { hide(); return; }
    if (left <= 0) {
      over = true;
      hide();
      show(said.over);
      var link = document.createElement("a");
      link.href = said.login;
      link.target = "_blank";
      link.textContent = said.again;
      box.append(link);
      return;
    }
    if (stays && Date.now() - typed < WARN) { typed = 0; ask().catch(function () {}); return; }
    show((stays ? said.warn : said.last).replace("%s", minute(new Date(ends))), stays ? said.label : "", function () {
      ask().catch(function () {});
    });
  }

  document.addEventListener("input", function () { typed = Date.now(); });
  document.addEventListener("session-ends", function (event) { if (event.detail) { tell(event.detail); look(); } });
  window.addEventListener("storage", function (event) {
    var parts = event.key === "session-ends" && event.newValue ? event.newValue.split(" ") : [];
    if (parts[0] === said.user) { put(parts[1]); }
  });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "visible" && over) { ask().catch(function () {}); } else { look(); }
  });
  stays = said.stays === "true";
  tell(said.ends);
  window.setInterval(look, 5000);
  look();
})();
