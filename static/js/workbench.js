// Keys and comforts of the workbench. Every act works without this file: links are links, buttons submit forms.
"use strict";
(() => {
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const desk = document.getElementById("desk");
  // one's own keys, by name of the act; the page writes them into its legends too
  const keys = JSON.parse(document.body.dataset.keys || "{}");
  const typing = (node) =>
    node instanceof HTMLElement &&
    (node.isContentEditable || node.matches("textarea, select, input:not([type=radio]):not([type=checkbox])"));

  // ---- rows of a list: j k move, Enter opens
  const rows = all("[data-row]");
  let row = -1;
  const go = (place) => {
    if (!rows.length) return;
    if (row >= 0) rows[row].classList.remove("cur");
    row = Math.max(0, Math.min(rows.length - 1, place));
    rows[row].classList.add("cur");
    const link = rows[row].querySelector("[data-open]");
    if (link) link.focus({ preventScroll: true });
    rows[row].scrollIntoView({ block: "nearest" });
  };

  // ---- the desk: materials beside the checklist
  const materials = desk ? all("tr[data-material]", desk) : [];
  const at = () => materials.findIndex((line) => line.classList.contains("cur"));
  const sheetOf = (key) => all("[data-sheet]", desk).find((sheet) => sheet.dataset.sheet === key);
  const show = (key) => {
    for (const line of materials) line.classList.toggle("cur", line.dataset.material === key);
    for (const sheet of all("[data-sheet]", desk)) sheet.hidden = sheet.dataset.sheet !== key;
    for (const thumb of all("[data-thumb]", desk)) {
      if (thumb.dataset.thumb === key) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    }
  };
  const step = (by) => {
    if (!materials.length) return;
    const place = Math.max(0, Math.min(materials.length - 1, at() + by));
    show(materials[place].dataset.material);
    materials[place].scrollIntoView({ block: "nearest" });
  };
  const turn = (button, by) => {
    const sheet = button.closest("[data-sheet]");
    const picture = sheet && sheet.querySelector("img[data-pages]");
    if (!picture) return false;
    const number = sheet.querySelector("[data-page-no]");
    const page = Math.max(1, Math.min(Number(picture.dataset.pages), Number(number.textContent) + by));
    number.textContent = String(page);
    picture.src = `${picture.dataset.base}pages/${page}/1400/`;
    return true;
  };
  const marks = { ok: ["✓", "t-done"], missing: ["✗", "t-over"], doubt: ["?", "t-warn"], none: ["·", "dim"] };
  const verdictOf = (line) => {
    const box = line.querySelector("input[type=radio]:checked");
    return box ? box.value : "none";
  };
  const tally = () => {
    const counts = { ok: 0, missing: 0, doubt: 0, none: 0 };
    for (const line of materials) counts[verdictOf(line)] += 1;
    for (const place of all("[data-count]")) place.textContent = String(counts[place.dataset.count]);
    let listed = 0;
    for (const item of all("[data-item]", desk)) if (!item.hidden) listed += 1;
    let lines = listed;
    for (const line of all(".st-items > .extra", desk))
      if (line.querySelector("select").value && line.querySelector("textarea").value.trim()) lines += 1;
    for (const place of all("#listed, #listed-2")) place.textContent = lines || place.id !== "listed" ? String(lines) : "";
    for (const sms of all("[data-sms]", desk)) sms.hidden = Number(sms.dataset.sms) !== lines;
    const accept = document.querySelector("[data-act=accept]");
    if (accept) accept.disabled = counts.missing + counts.doubt > 0 || listed > 0;
    const said = document.getElementById("say-accept");
    if (said) said.hidden = true;
    const say = document.getElementById("say-live");
    if (say) {
      say.hidden = !accept || !accept.disabled;
      say.textContent = say.dataset.say.replace("%m", String(Math.max(counts.missing, listed - counts.doubt))).replace("%d", String(counts.doubt));
    }
  };
  const judged = (line) => {
    const key = line.dataset.material;
    const verdict = verdictOf(line);
    const faulty = verdict === "missing" || verdict === "doubt";
    const why = all("tr[data-why]", desk).find((one) => one.dataset.why === key);
    if (why) why.hidden = !faulty;
    const item = all("[data-item]", desk).find((one) => one.dataset.item === key);
    if (item) item.hidden = !faulty;
    const thumb = all("[data-thumb]", desk).find((one) => one.dataset.thumb === key);
    const mark = thumb && thumb.querySelector("[data-mark]");
    if (mark) [mark.textContent, mark.className] = marks[verdict];
    tally();
    return why;
  };
  const judge = (value) => {
    const line = materials[at()];
    const box = line && line.querySelector(`input[type=radio][value=${value}]`);
    if (!box) return;
    box.checked = true;
    const why = judged(line);
    save();
    const words = why && why.querySelector("textarea");
    if (value !== "ok" && words) words.focus();
    else step(1);
  };

  // ---- saving what is typed, a second after it was typed
  let timer = 0;
  const saved = document.getElementById("saved");
  const send = () => {
    timer = 0;
    fetch(desk.dataset.notes, {
      method: "POST",
      body: new FormData(desk),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
    })
      .then((answer) => {
        document.dispatchEvent(new CustomEvent("session-ends", { detail: answer.headers.get("Session-Ends") }));
        return answer.ok ? answer.json() : Promise.reject(answer);
      })
      .then((told) => {
        if (saved) saved.textContent = saved.dataset.say.replace("%s", told.saved);
      })
      .catch(() => {
        if (saved) saved.textContent = saved.dataset.trouble;
      });
  };
  const save = () => {
    clearTimeout(timer);
    timer = setTimeout(send, 1000);
  };

  // ---- numbers of the form beside those of the materials
  const compare = (line) => {
    const place = line.querySelector("[data-gap]");
    const typed = line.querySelector("input").value.replace(/[,，\s]/g, "");
    const gap = Number(typed) - Number(line.dataset.figure.replace(/,/g, ""));
    const mark = document.createElement("span");
    if (typed !== "" && !Number.isNaN(gap)) {
      const same = Math.abs(gap) < 1e-9;
      mark.className = same ? "t-done" : "t-warn";
      mark.textContent = same ? place.dataset.same : `${place.dataset.differs} ${Number(Math.abs(gap).toFixed(4))}`;
      line.classList.toggle("no", !same);
    } else line.classList.remove("no");
    place.replaceChildren(mark);
  };

  let last = null;
  const phrase = (button) => {
    const box = last || all(".st-items > li:not([hidden]) textarea", desk)[0];
    if (!box) return;
    box.value = box.value ? `${box.value} ${button.dataset.phrase}` : button.dataset.phrase;
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  if (desk) {
    desk.addEventListener("change", (event) => {
      const line = event.target.closest("tr[data-material]");
      if (line) {
        show(line.dataset.material);
        judged(line);
      }
      save();
    });
    desk.addEventListener("input", (event) => {
      const line = event.target.closest("[data-figure]");
      if (line) compare(line);
      const why = event.target.closest("tr[data-why]");
      if (why) {
        const item = all("[data-item]", desk).find((one) => one.dataset.item === why.dataset.why);
        if (item) item.querySelector("textarea").value = event.target.value;
      }
      if (event.target.closest(".extra")) tally();
      save();
    });
    desk.addEventListener("focusin", (event) => {
      if (event.target.matches("textarea")) last = event.target;
    });
    desk.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const line = button.closest("tr[data-material]");
      if (button.dataset.thumb || (line && button.name === "show")) {
        event.preventDefault();
        show(button.dataset.thumb || line.dataset.material);
      } else if (button.dataset.page && turn(button, Number(button.dataset.page))) event.preventDefault();
      else if ("phrase" in button.dataset) phrase(button);
      else if ("allOk" in button.dataset) restOk();
    });
    desk.addEventListener("submit", () => clearTimeout(timer));
    for (const button of all("[data-all-ok]", desk)) button.hidden = false;
    if (materials.length) tally();
  }
  const restOk = () => {
    for (const line of materials) {
      const box = verdictOf(line) === "none" && line.querySelector("input[type=radio][value=ok]");
      if (box) {
        box.checked = true;
        judged(line);
      }
    }
    save();
  };
  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const trouble = document.getElementById("error");
  if (trouble) trouble.focus();

  // a link to a folded part opens it
  const unfold = (id) => {
    const part = id && document.getElementById(id);
    if (!part) return;
    if (part.tagName === "DETAILS") part.open = true;
    part.scrollIntoView({ block: "start" });
    const box = all("textarea, input, select", part).find((one) => one.offsetParent !== null);
    if (box) box.focus({ preventScroll: true });
  };
  for (const link of all('a[href^="#"]'))
    link.addEventListener("click", () => setTimeout(unfold, 0, link.getAttribute("href").slice(1)));

  // ---- the list of keys
  const CAPS = { Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→" };
  const labelOf = (node) => {
    const copy = node.cloneNode(true);
    for (const key of all("kbd", copy)) key.remove();
    return (copy.textContent.trim() || node.getAttribute("placeholder") || node.getAttribute("aria-label") || "").slice(0, 40);
  };
  const help = () => {
    const box = document.createElement("dialog");
    box.className = "st-help";
    const head = document.createElement("h2");
    head.textContent = document.documentElement.lang === "en" ? "Keys" : "按键";
    const list = document.createElement("dl");
    const english = document.documentElement.lang === "en";
    const fixed = [];
    const tell = (names, chinese, other) => fixed.push([names.map((name) => keys[name]).join(" "), english ? other : chinese]);
    if (rows.length) {
      tell(["down", "up"], "下一行、上一行", "Down, up");
      tell(["open"], "打开", "Open");
      if (boxes.length) tell(["select"], "选中", "Select");
    }
    if (materials.length) tell(["material_up", "material_down"], "上一件、下一件材料", "Material");
    if (materials.length) tell(["page_back", "page_on"], "翻页", "Page");
    if (checking) {
      tell(["ok", "missing", "doubt"], "齐、缺、存疑", "Verdict");
      tell(["rest"], "其余都齐", "The rest is in order");
      fixed.push(["1 … 9", english ? "Phrase" : "填入常用语"]);
    }
    const bound = all("[data-key]")
      .filter((node) => !node.disabled && node.offsetParent !== null)
      .map((node) => [node.dataset.key, labelOf(node)]);
    for (const [key, text] of [...fixed, ...bound]) {
      const term = document.createElement("dt");
      for (const one of key.split(" ")) {
        const cap = document.createElement("kbd");
        cap.textContent = CAPS[one] || one;
        term.append(cap, " ");
      }
      const said = document.createElement("dd");
      said.textContent = text;
      list.append(term, said);
    }
    const shut = document.createElement("form");
    shut.method = "dialog";
    const close = document.createElement("button");
    close.className = "st-act";
    close.textContent = english ? "Close" : "关闭";
    shut.append(close);
    const own = document.querySelector("[data-own-keys]");
    if (own) {
      const link = document.createElement("a");
      link.href = own.href;
      link.textContent = english ? "Change my keys" : "改成我习惯的按键";
      shut.append(" ", link);
    }
    box.append(head, list, shut);
    document.body.append(box);
    box.addEventListener("close", () => box.remove());
    box.showModal();
  };

  const press = (key) => {
    const node = all("[data-key]").find((one) => one.dataset.key === key && !one.disabled && !one.hidden);
    if (!node) return false;
    if (node.matches("input:not([type=radio])")) node.focus();
    else if (node.matches("h2")) (node.parentElement.querySelector("a") || node).focus();
    else node.click();
    return true;
  };
  const named = (acts) => Object.fromEntries(Object.entries(acts).map(([name, act]) => [keys[name], act]));
  const onDesk = named({
    material_down: () => step(1),
    material_up: () => step(-1),
    page_on: () => turnCurrent(1),
    page_back: () => turnCurrent(-1),
  });
  const onCheck = named({
    ok: () => judge("ok"),
    missing: () => judge("missing"),
    doubt: () => judge("doubt"),
    rest: restOk,
  });
  const turnCurrent = (by) => {
    const sheet = sheetOf(materials[at()]?.dataset.material);
    const button = sheet && sheet.querySelector(`[data-page="${by}"]`);
    if (button) turn(button, by);
  };
  const boxes = all("input.action-select");
  const chosen = () => {
    const count = boxes.filter((box) => box.checked).length;
    for (const place of all("[data-selected]")) place.textContent = String(count);
    for (const box of all("[data-all]")) box.checked = count > 0 && count === boxes.length;
  };
  for (const box of all("[data-all]")) {
    box.hidden = false;
    box.addEventListener("change", () => {
      for (const one of boxes) one.checked = box.checked;
      chosen();
    });
  }
  for (const box of boxes) box.addEventListener("change", chosen);
  if (boxes.length) chosen();
  const pick = () => {
    const box = rows[row] && rows[row].querySelector("input.action-select");
    if (box) box.click();
  };
  const open = () => {
    const link = rows[row] && rows[row].querySelector("[data-open]");
    if (link) link.click();
  };
  const onList = named({ down: () => go(row + 1), up: () => go(row < 0 ? 0 : row - 1), select: pick, open });
  const checking = desk && desk.querySelector(".st-tri");
  const onPage = { ...(rows.length ? onList : {}), ...(materials.length ? onDesk : {}), ...(checking ? onCheck : {}) };
  const helps = desk ? keys.help_case : keys.help;
  for (const button of all("[data-help]")) {
    button.hidden = false;
    button.addEventListener("click", help);
  }
  document.addEventListener("keydown", (event) => {
    const key = event.key;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (key === "Escape") event.target.blur();
      return;
    }
    // Enter on a link or a button does what it always does, arrows in a group of radios too
    if (key === "Enter" && event.target.closest("a, button, summary, input")) return;
    if (key.startsWith("Arrow") && event.target.matches("input[type=radio]")) return;
    const button = checking && /^[1-9]$/.test(key) && all("[data-phrase]")[Number(key) - 1];
    if (onPage[key]) {
      event.preventDefault();
      onPage[key]();
    } else if (button) {
      event.preventDefault();
      phrase(button);
    } else if (press(key)) event.preventDefault();
    else if (key === helps) {
      event.preventDefault();
      help();
    }
  });
})();
