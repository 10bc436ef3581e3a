/* Saves a page of an application while it is being filled in: within two seconds after the last change.
   Without this file the page saves with its own button. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-autosave]");
  var said = document.querySelector("[data-saved]");
  if (!form || !said || !window.fetch) { return; }
  var WAIT = 1200, timer = 0, dirty = {}, busy = false, stopped = false;

  function say(words) { if (said.textContent !== words) { said.textContent = words; } }

  function names(control) {
    /* Boxes of one question (年 月 日) travel together, or the question would be half changed. */
    var group = control.closest("fieldset");
    if (!group) { return [control.name]; }
    return Array.prototype.map.call(group.querySelectorAll("[name]"), function (one) { return one.name; });
  }

  function body() {
    var all = new FormData(form), sent = new FormData();
    sent.append("csrfmiddlewaretoken", all.get("csrfmiddlewaretoken"));
    sent.append("seen", all.get("seen"));
    Object.keys(dirty).forEach(function (name) {
      var values = all.getAll(name);
      if (!values.length) { sent.append(name, ""); }
      values.forEach(function (value) { sent.append(name, value); });
    });
    ["delivery_mode", "receiver", "address"].forEach(function (name) {
      if (form.elements[name] && !sent.has(name)) { sent.append(name, all.get(name) || ""); }
    });
    return sent;
  }

  function save() {
    window.clearTimeout(timer);
    if (busy || stopped || !Object.keys(dirty).length) { return; }
    busy = true;
    var sent = body(), was = dirty;
    dirty = {};
    fetch(window.location.pathname, { method: "POST", body: sent, headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "manual" })
      .then(function (answer) {
        document.dispatchEvent(new CustomEvent("session-ends", { detail: answer.headers.get("Session-Ends") }));
        if (answer.ok) { return answer.json(); }
        var error = new Error("status");
        error.status = answer.type === "opaqueredirect" ? 401 : answer.status;
        throw error;
      })
      .then(function (answer) {
        form.elements.seen.value = answer.seen;
        say(said.dataset.words + " " + answer.saved);
      })
      .catch(function (error) {
        Object.keys(was).forEach(function (name) { dirty[name] = true; });
        if (error.status === 409) { stopped = true; say(said.dataset.elsewhere); return; }
        if (error.status === 401 || error.status === 403) { stopped = true; say(said.dataset.ended); return; }
        say(said.dataset.trouble);
        timer = window.setTimeout(save, 10000);
      })
      .then(function () {
        busy = false;
        if (!stopped && Object.keys(dirty).length) { timer = window.setTimeout(save, WAIT); }
      });
  }

  function changed(event) {
    if (!event.target.name) { return; }
    names(event.target).forEach(function (name) { dirty[name] = true; });
    window.clearTimeout(timer);
    timer = window.setTimeout(save, WAIT);
  }

  function typed(control) {
    if (!control.name || control.type === "hidden" || control.type === "file") { return false; }
    if (control.type === "checkbox" || control.type === "radio") { return control.checked !== control.defaultChecked; }
    if (control.options) { return Array.prototype.some.call(control.options, function (one) { return one.selected && !one.defaultSelected && control.selectedIndex > 0; }); }
    return control.defaultValue !== undefined && control.value !== control.defaultValue;
  }

  /* What was typed before this file had arrived on a slow line. */
  Array.prototype.filter.call(form.elements, typed).forEach(function (control) { changed({ target: control }); });
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { save(); } });
  form.addEventListener("submit", function () { stopped = true; window.clearTimeout(timer); });
})();
