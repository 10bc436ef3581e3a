/* Uploads with progress: a file goes as soon as it is chosen. Without this file the page has a button. */
(function () {
  "use strict";
  var MOST = 50 * 1024 * 1024;
  var sending = 0;

  function send(form) {
    var input = form.querySelector("input[type=file]");
    var bar = form.querySelector("progress"), state = form.querySelector(".up-state");
    var tooLarge = Array.prototype.some.call(input.files, function (file) { return file.size > MOST; });
    if (!input.files.length) { return false; }
    if (tooLarge) { state.textContent = form.dataset.toolarge; input.value = ""; return true; }
    var request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", function (event) {
      if (!event.lengthComputable) { return; }
      var part = Math.round(100 * event.loaded / event.total);
      bar.hidden = false;
      bar.value = part;
      state.textContent = form.dataset.progress + " " + part + "%";
    });
    request.addEventListener("loadend", function () { sending -= 1; });
    request.addEventListener("load", function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (error) { answer = {}; }
      if (request.status === 200) {
        var here = window.location.pathname + window.location.search.replace(/([?&])replace=[^&]*/, "$1");
        window.history.replaceState(null, "", here + answer.url.slice(answer.url.indexOf("#")));
        window.location.reload();
        return;
      }
      bar.hidden = true;
      input.value = "";
      state.textContent = answer.title || form.dataset.failed;
      state.className = "up-state wrong";
    });
    request.addEventListener("error", function () { bar.hidden = true; state.textContent = form.dataset.failed; });
    sending += 1;
    request.send(new FormData(form));
    return true;
  }

  document.querySelectorAll("form[data-upload]").forEach(function (form) {
    form.addEventListener("submit", function (event) {
      event.stopPropagation();
      if (send(form)) { event.preventDefault(); }
    }, true);
    form.querySelector("input[type=file]").addEventListener("change", function () { send(form); });
  });

  /* Wait for the checks, then show what they said. */
  var waiting = document.querySelector("[data-checking]");
  var tries = 0;
  function ask() {
    tries += 1;
    fetch(waiting.dataset.checking, { headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (answer) {
        var open = Object.keys(answer.files).some(function (name) { return answer.files[name] === "quarantined"; });
        /* Never while a file is on its way: a reload would cut it off, and its own end reloads anyway. */
        if (!open && !sending) { window.location.reload(); } else if (tries < 30) { window.setTimeout(ask, 1000 + 200 * tries); }
      })
      .catch(function () { if (tries < 30) { window.setTimeout(ask, 3000); } });
  }
  if (waiting && window.fetch) { window.setTimeout(ask, 1000); }
})();
