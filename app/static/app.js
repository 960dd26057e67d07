/* 交互 What pages do beyond links and forms. Delegated listeners on the document only, so swapped parts need no wiring.
   Nothing here is needed to get the work done: every page also works without script. */
(function () {
  "use strict";

  var root = document.documentElement;
  root.classList.add("js");

  function $(id) { return document.getElementById(id); }
  function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }
  function word(name) { var words = $("app-words"); return (words && words.getAttribute("data-" + name)) || ""; }
  function on(type, act, capture) { document.addEventListener(type, act, capture || false); }
  function when(type, selector, act, capture) {
    on(type, function (event) {
      var found = event.target.closest && event.target.closest(selector);
      if (found) act(event, found);
    }, capture);
  }
  function store(kind) { try { return window[kind]; } catch (refused) { return null; } }
  function read(kind, key) { try { return store(kind).getItem(key); } catch (refused) { return null; } }
  function write(kind, key, value) { try { store(kind).setItem(key, value); } catch (refused) { /* full or forbidden: only comfort is lost */ } }
  function forget(kind, key) { try { store(kind).removeItem(key); } catch (refused) { /* as above */ } }

  /* ---- 播报 the live region, and a message at the head of the page ---- */
  function announce(words) {
    var live = $("live-region");
    if (!live || !words) return;
    live.textContent = "";
    setTimeout(function () { live.textContent = words; }, 60);
  }
  function flash(tone, words, button) {
    var place = $("flash");
    if (!place) return;
    var box = document.createElement("div");
    box.className = "flash";
    box.setAttribute("data-tone", tone);
    var line = document.createElement("p");
    line.textContent = words;
    box.appendChild(line);
    if (button) box.appendChild(button);
    place.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
    announce(words);
  }
  on("announce", function (event) { announce(event.detail && event.detail.value); });

  /* ---- 等待 the thin line, only for waits over 300 ms ---- */
  var waits = 0, timer = 0;
  function waitOn() {
    waits += 1;
    if (waits === 1) timer = setTimeout(function () { if ($("wait-line")) $("wait-line").classList.add("is-on"); }, 300);
  }
  function waitOff() {
    waits = Math.max(0, waits - 1);
    if (waits) return;
    clearTimeout(timer);
    if ($("wait-line")) $("wait-line").classList.remove("is-on");
  }
  on("htmx:beforeRequest", waitOn);
  on("htmx:afterRequest", waitOff);
  when("click", "a[download]", function () { leavingForFile = true; setTimeout(function () { leavingForFile = false; }, 500); }, true);
  var leavingForFile = false;
  window.addEventListener("beforeunload", function () {
    if (leavingForFile) return;
    waitOn();
    setTimeout(waitOff, 20000);
  });
  window.addEventListener("pageshow", function () { waits = 1; waitOff(); });

  /* ---- 焦点 after a swap the focus goes where the eye goes; polls and searches (data-quiet) leave it alone ---- */
  function lookAt(place) {
    var goal = place.matches("[data-focus]") ? place : place.querySelector("[data-focus]") || place;
    if (!goal.hasAttribute("tabindex") && !/^(A|BUTTON|INPUT|SELECT|TEXTAREA)$/.test(goal.tagName)) goal.setAttribute("tabindex", "-1");
    goal.focus({ preventScroll: true });
    var box = goal.getBoundingClientRect();
    if (box.top < 64 || box.top > window.innerHeight - 120) place.scrollIntoView({ block: "start" });
  }
  on("htmx:afterSettle", function (event) {
    var request = event.detail.requestConfig, swapped = event.target;
    if (!request || !request.triggeringEvent || !/^(click|submit)$/.test(request.triggeringEvent.type)) return;
    if (swapped.closest("[data-quiet], #flash") || (request.elt && request.elt.closest && request.elt.closest("[data-quiet]"))) return;
    if (event.detail.target && event.detail.target.id && event.detail.target.id !== swapped.id && !event.detail.target.contains(swapped)) return;
    lookAt(swapped);
  });

  /* ---- 出错 an answer that htmx does not swap still says its sentence, and what was typed stays ---- */
  /* a conflict answers with a part of the page, to be decided again where the form stood */
  on("htmx:beforeSwap", function (event) {
    var answer = event.detail.xhr;
    if (answer.status !== 409 || answer.getResponseHeader("HX-Retarget") !== "#ask") return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  on("htmx:responseError", function (event) {
    var answer = new DOMParser().parseFromString(event.detail.xhr.responseText || "", "text/html");
    var refusal = answer.querySelector("[data-refusal]");
    var says = refusal && (refusal.querySelector("[data-says]") || refusal);
    flash("late", (says && says.textContent.trim()) || word("refused"));
  });
  on("htmx:sendError", function () { flash("late", word("offline")); });
  on("htmx:timeout", function () { flash("late", word("offline")); });

  /* ---- 对话框 ---- */
  when("click", "[data-open-dialog]", function (event, opener) {
    var box = $(opener.getAttribute("data-open-dialog"));
    if (!box || !box.showModal || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    closeMenus();
    box.showModal();
  });
  on("click", function (event) {
    if (event.target.matches && event.target.matches("dialog[data-dialog]")) event.target.close("no"); /* the veil */
  });

  /* ---- 确认 asked once, with the consequence, before the form or link acts ---- */
  var confirmed = null;
  function confirmFirst(event, asker, go) {
    var box = $("confirm-first");
    if (confirmed === asker || !box || !box.showModal) { confirmed = null; return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    $("confirm-first-words").textContent = asker.getAttribute("data-confirm");
    box.returnValue = "no";
    box.onclose = function () {
      asker.focus();
      if (box.returnValue !== "yes") return;
      confirmed = asker;
      go();
      confirmed = null;
    };
    box.showModal();
    box.querySelector("[data-no]").focus();
  }
  on("submit", function (event) {
    var sender = event.submitter && event.submitter.hasAttribute("data-confirm") ? event.submitter : event.target;
    if (!sender.hasAttribute("data-confirm")) return;
    confirmFirst(event, sender, function () { event.target.requestSubmit(sender === event.target ? undefined : sender); });
  }, true);
  when("click", "a[data-confirm]", function (event, link) {
    confirmFirst(event, link, function () { link.click(); });
  }, true);

  /* ---- 菜单 close on Escape and on a click elsewhere ---- */
  function closeMenus(but) { all("details[data-menu][open]").forEach(function (menu) { if (menu !== but) menu.open = false; }); }
  on("click", function (event) { closeMenus(event.target.closest && event.target.closest("details[data-menu]")); });
  on("keydown", function (event) {
    if (event.key !== "Escape") return;
    var menu = document.activeElement && document.activeElement.closest("details[data-menu][open]");
    closeMenus();
    if (menu) menu.querySelector("summary").focus();
  });

  /* ---- 明暗 at once here, remembered by the server ---- */
  on("submit", function (event) {
    if (!event.target.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    var theme = event.submitter.value, body = new FormData(event.target);
    body.append("theme", theme);
    root.setAttribute("data-theme", theme);
    all("[data-theme-form] [name=theme]").forEach(function (button) { button.setAttribute("aria-pressed", String(button.value === theme)); });
    fetch(event.target.action, { method: "POST", body: new URLSearchParams(body), credentials: "same-origin", redirect: "manual" }).catch(function () {});
  });

  /* ---- 快捷键 for lists marked data-list; never while typing, and they can be switched off ---- */
  function typing(target) { return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName); }
  function rows() { return all("[data-list] [data-ref]").filter(function (row) { return row.querySelector("a"); }); }
  function here(list) {
    var spot = -1;
    list.forEach(function (row, index) { if (row.contains(document.activeElement) || (spot < 0 && row.classList.contains("is-here"))) spot = index; });
    return spot;
  }
  function stand(row) {
    all(".is-here").forEach(function (other) { other.classList.remove("is-here"); });
    row.classList.add("is-here");
    (row.querySelector("a[data-open]") || row.querySelector("a")).focus();
    row.scrollIntoView({ block: "nearest" });
  }
  /* g and then where to: the first key waits a moment for the second */
  var WHERE = { d: "desk", v: "views", m: "messages" }, going = 0;
  function go(key) {
    var soon = Date.now() - going < 1500;
    going = key === "g" ? Date.now() : 0;
    return soon && WHERE[key] ? press("[data-go=" + WHERE[key] + "]") : key === "g";
  }
  function press(selector, within) { var found = (within || document).querySelector(selector); if (found) found.click(); return !!found; }
  on("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || read("localStorage", "keys") === "off") return;
    var list = rows(), spot = here(list), done = false;
    if (go(event.key)) done = true;
    else if (event.key === "j" && list.length) { stand(list[Math.min(spot + 1, list.length - 1)]); done = true; }
    else if (event.key === "k" && list.length) { stand(list[Math.max(spot - 1, 0)]); done = true; }
    else if (event.key === "Enter" && spot >= 0 && !/^(A|BUTTON|SUMMARY)$/.test(event.target.tagName)) done = press("a[data-open], a", list[spot]);
    else if (event.key === "o" && spot >= 0) done = press("a[data-open], a", list[spot]);
    else if (event.key === "x" && spot >= 0) done = press("[data-pick]", list[spot]);
    else if (event.key === "b") { var act = $("batch-event"); if (act) { act.focus(); done = true; } }
    else if (event.key === "c") done = spot >= 0 ? press("[data-key=claim]", list[spot]) : !list.length && press("[data-key=claim]");
    else if (event.key === "n") done = press("[data-key=next]");
    else if (event.key === "/") { var box = document.querySelector("[data-search]"); if (box) { box.focus(); box.select(); done = true; } }
    else if (event.key === "?" && $("keys-sheet")) { $("keys-sheet").showModal(); done = true; }
    if (done) event.preventDefault();
  });
  when("change", "[data-keys-switch]", function (event, box) { write("localStorage", "keys", box.checked ? "on" : "off"); });
  all("[data-keys-switch]").forEach(function (box) { box.checked = read("localStorage", "keys") !== "off"; });

  /* ---- 自动保存 the line that says whether the draft is safe ---- */
  function saveLine(event, state) {
    var asker = event.detail.elt, form = asker && asker.closest && asker.closest("[data-autosave]");
    var line = form && form.querySelector("[data-save-status]");
    if (!line || (event.detail.requestConfig && event.detail.requestConfig.triggeringEvent && event.detail.requestConfig.triggeringEvent.type === "submit")) return;
    var words = line.getAttribute("data-" + state);
    if (state === "saved") words += " " + new Date().toTimeString().slice(0, 5);
    line.classList.toggle("is-bad", state === "failed");
    line.textContent = words;
  }
  on("htmx:beforeRequest", function (event) { saveLine(event, "saving"); });
  on("htmx:afterRequest", function (event) { saveLine(event, event.detail.successful ? "saved" : "failed"); });

  /* ---- 留存 words typed into forms marked data-keep outlive an ended session: kept in this tab for this person only,
          given back when the form opens again, dropped once they were accepted or the person signs out ---- */
  var PREFIX = "keep:";
  function keepKey(form) {
    return PREFIX + (document.body.getAttribute("data-person") || "") + ":" + location.pathname + "#" + (form.id || form.getAttribute("action") || "");
  }
  function keepable(field) { return field.name && !/^(hidden|password|file|submit|button)$/.test(field.type) && !field.closest("[data-nokeep]"); }
  function typed(form) {
    var kept = [];
    all("input, textarea, select", form).forEach(function (field) {
      if (!keepable(field)) return;
      if (/^(checkbox|radio)$/.test(field.type)) kept.push([field.name, field.value, field.checked]);
      else if (field.type === "select-multiple") kept.push([field.name, all("option", field).filter(function (o) { return o.selected; }).map(function (o) { return o.value; })]);
      else kept.push([field.name, field.value]);
    });
    return kept;
  }
  function give(form, kept) {
    var changed = false;
    kept.forEach(function (entry) {
      all("input, textarea, select", form).forEach(function (field) {
        if (field.name !== entry[0] || !keepable(field)) return;
        if (/^(checkbox|radio)$/.test(field.type)) {
          if (field.value === entry[1] && field.checked !== entry[2]) { field.checked = entry[2]; changed = true; }
        } else if (field.type === "select-multiple") {
          all("option", field).forEach(function (o) { var chosen = entry[1].indexOf(o.value) >= 0; if (o.selected !== chosen) { o.selected = chosen; changed = true; } });
        } else if (field.value !== entry[1] && entry[1] !== "") { field.value = entry[1]; changed = true; }
      });
    });
    return changed;
  }
  function keep(form, sent) { write("sessionStorage", keepKey(form), JSON.stringify({ kept: typed(form), sent: !!sent })); }
  when("input", "form[data-keep]", function (event, form) { keep(form, false); });
  when("change", "form[data-keep]", function (event, form) { keep(form, false); });
  on("submit", function (event) { if (event.target.matches("form[data-keep]") && !event.defaultPrevented) keep(event.target, true); });
  on("htmx:afterRequest", function (event) {
    var form = event.detail.elt && event.detail.elt.closest && event.detail.elt.closest("form[data-keep]");
    var sending = event.detail.requestConfig && event.detail.requestConfig.triggeringEvent && event.detail.requestConfig.triggeringEvent.type === "submit";
    if (form && sending && event.detail.xhr.status >= 200 && event.detail.xhr.status < 300) forget("sessionStorage", keepKey(form));
  });
  function keptKeys() {
    var found = [];
    try { for (var i = 0; i < sessionStorage.length; i += 1) if (sessionStorage.key(i).indexOf(PREFIX) === 0) found.push(sessionStorage.key(i)); } catch (refused) { return []; }
    return found;
  }
  function restore(within) {
    all("form[data-keep]", within).forEach(function (form) {
      var saved = read("sessionStorage", keepKey(form));
      if (!saved || form.querySelector("[data-refusal]")) return; /* the server gave back what was sent */
      var before = typed(form);
      if (!give(form, JSON.parse(saved).kept)) return;
      all("textarea[maxlength], [data-count]", form).forEach(count);
      var button = document.createElement("button");
      button.type = "button";
      button.className = "button button-plain button-small";
      button.textContent = word("discard");
      button.addEventListener("click", function () { give(form, before); forget("sessionStorage", keepKey(form)); form.reset(); $("flash").replaceChildren(); });
      flash("info", word("restored"), button);
    });
  }
  function settleKept() {
    if (document.querySelector("[data-sign-in], .error")) return; /* not accepted yet: the words wait */
    var accepted = !!document.querySelector("#flash [data-tone=good], #receipt"), open = all("form[data-keep]").map(keepKey);
    keptKeys().forEach(function (key) {
      var saved = JSON.parse(read("sessionStorage", key) || "{}");
      if (saved.sent && (accepted || open.indexOf(key) < 0)) forget("sessionStorage", key);
    });
  }
  when("submit", "[data-sign-out]", function () { keptKeys().forEach(function (key) { forget("sessionStorage", key); }); });

  /* ---- 提及 a chosen name goes where it was being typed ---- */
  when("click", "[data-mention]", function (event, button) {
    var field = $(button.getAttribute("data-into"));
    if (!field) return;
    event.preventDefault();
    field.value = field.value.replace(/[@＠][^@＠]*$/, "@" + button.getAttribute("data-mention") + " ");
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* ---- 字数 counts for long answers; nothing is ever cut off ---- */
  function count(place) {
    if (!place.hasAttribute("data-count")) return;
    var field = $(place.getAttribute("data-count"));
    if (!field) return;
    var left = Number(place.getAttribute("data-most")) - Array.from(field.value).length;
    place.classList.toggle("is-over", left < 0);
    place.textContent = place.getAttribute(left < 0 ? "data-over" : "data-left").replace("{n}", String(Math.abs(left)));
  }
  on("input", function (event) { if (event.target.id) all("[data-count='" + CSS.escape(event.target.id) + "']").forEach(count); });

  /* ---- 文件 the list of what was chosen, and dropping onto the field ---- */
  function size(bytes) { return bytes < 1048576 ? Math.max(1, Math.round(bytes / 1024)) + " KB" : (bytes / 1048576).toFixed(1) + " MB"; }
  when("change", "input[type=file]", function (event, input) {
    var list = document.querySelector("[data-files='" + CSS.escape(input.id) + "']");
    if (!list) return;
    list.replaceChildren.apply(list, Array.from(input.files).map(function (file) {
      var line = document.createElement("li"), name = document.createElement("span"), weight = document.createElement("span");
      name.textContent = file.name;
      weight.textContent = size(file.size);
      weight.className = "faint nowrap";
      line.append(name, weight);
      return line;
    }));
  });
  when("dragover", "[data-drop]", function (event, place) { event.preventDefault(); place.classList.add("is-over"); });
  when("dragleave", "[data-drop]", function (event, place) { place.classList.remove("is-over"); });
  when("drop", "[data-drop]", function (event, place) {
    var input = place.querySelector("input[type=file]");
    event.preventDefault();
    place.classList.remove("is-over");
    if (!input || !event.dataTransfer.files.length) return;
    var files = new DataTransfer();
    Array.from(event.dataTransfer.files).slice(0, input.multiple ? undefined : 1).forEach(function (file) { files.items.add(file); });
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  /* ---- 复制、打印、返回 ---- */
  function copied() { announce(word("copied")); }
  when("click", "[data-copy]", function (event, button) {
    var text = button.getAttribute("data-copy"), mark = button.querySelector("use");
    if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text).then(copied, function () {});
    else {
      var box = document.createElement("textarea");
      box.value = text;
      box.className = "visually-hidden";
      button.after(box);
      box.select();
      document.execCommand("copy");
      box.remove();
      button.focus();
      copied();
    }
    if (!mark) return;
    var href = mark.getAttribute("href");
    mark.setAttribute("href", href.replace(/#.*/, "#check"));
    setTimeout(function () { mark.setAttribute("href", href.replace(/#.*/, "#copy")); }, 1500);
  });
  when("click", "[data-print]", function () { window.print(); });
  when("click", "[data-back]", function () { history.back(); });
  var opened = [];
  window.addEventListener("beforeprint", function () { opened = all("main details:not([open])"); opened.forEach(function (part) { part.open = true; }); });
  window.addEventListener("afterprint", function () { opened.forEach(function (part) { part.open = false; }); });

  /* ---- at the start, and for every part that comes in later ---- */
  function arrive(within) { restore(within); all("[data-count]", within).forEach(count); }
  on("htmx:load", function (event) { if (event.target !== document.body) arrive(event.target.parentNode || event.target); });
  function start() {
    settleKept();
    arrive(document);
    all("[data-scroll-current] [aria-current]").forEach(function (link) { var strip = link.closest("[data-scroll-current]"); strip.scrollLeft = link.offsetLeft - 24; });
    announce(all("#flash .flash").map(function (line) { return line.textContent.trim(); }).join(" "));
    var wrong = document.querySelector(".error-summary, #receipt [data-focus]");
    if (wrong) wrong.focus();
  }
  if (document.readyState === "loading") on("DOMContentLoaded", start);
  else start();
})();
