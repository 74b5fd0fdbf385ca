// Progressive enhancement. Every page works without this script: links and buttons do the same with one more page load.
"use strict";

// Dialogs open over the page. A dialog that the server rendered open is part of the page until then.
function openDialog(dialog) {
  dialog.removeAttribute("open");
  dialog.showModal();
}

function nameInAddress(action) {
  const address = new URL(location.href);
  address.searchParams.delete("code");
  address.hash = "";
  if (action) {
    address.searchParams.set("dialog", action);
  } else {
    address.searchParams.delete("dialog");
  }
  history.replaceState(null, "", address);
}

for (const link of document.querySelectorAll("[data-dialog]")) {
  const dialog = document.getElementById("dialog-" + link.dataset.dialog);
  if (!dialog) {
    continue;
  }
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    openDialog(dialog);
    nameInAddress(link.dataset.dialog);
  });
  dialog.addEventListener("close", () => {
    nameInAddress("");
    link.focus();
  });
}

for (const link of document.querySelectorAll("[data-close-dialog]")) {
  link.addEventListener("click", (event) => {
    const dialog = link.closest("dialog");
    if (dialog.matches(":modal")) {
      event.preventDefault();
      dialog.close();
    }
  });
}

const drawnOpen = document.querySelector("dialog[open]");
if (drawnOpen) {
  openDialog(drawnOpen);
}

// Buttons that copy a text. Without the script, or without access to the clipboard, the text can be selected.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) {
    break;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy);
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      return; // the text stays selected
    }
    button.parentElement.querySelector(".copied").textContent = button.dataset.copied;
  });
}

function show(fieldset) {
  fieldset.hidden = false;
  fieldset.disabled = false;
}

// The field for a note to operators appears if a customer address does not vouch for the domain identifier, because then
// operators review the request. Only complete addresses count here; the server checks all.
const note = document.querySelector("[data-note]");
if (note) {
  const addresses = document.getElementById("customerEmails");
  const typed = document.getElementById("accountDomain");
  const look = () => {
    const domain = (typed.closest("fieldset").disabled ? note.dataset.ownDomain : typed.value).trim().toLowerCase();
    const hosts = [...addresses.value.toLowerCase().matchAll(/@([a-z0-9-]+(?:\.[a-z0-9-]+)+)/g)].map((found) => found[1]);
    if (hosts.some((host) => host !== domain && !domain.endsWith("." + host))) {
      show(note);
    }
  };
  addresses.addEventListener("change", look);
}

// Edit makes the domain identifier editable in place.
document.querySelector("[data-open-domain]")?.addEventListener("click", (event) => {
  event.preventDefault();
  document.querySelector("[data-domain-closed]").hidden = true;
  show(document.querySelector("[data-domain-open]"));
  show(document.querySelector("[data-note]"));
  const domain = document.getElementById("accountDomain");
  domain.focus();
  domain.select();
});

// Codes are shown as XXXX-XXXX, however they are typed or pasted.
for (const field of document.querySelectorAll("input[name=code]")) {
  field.addEventListener("change", () => {
    const plain = field.value.toUpperCase().replace(/[\s-]/g, "");
    if (plain.length === 8) {
      field.value = plain.slice(0, 4) + "-" + plain.slice(4);
    }
  });
}

// A list of people can be read from a file into the field for it. Without the script it can be pasted.
for (const file of document.querySelectorAll("input[data-into]")) {
  file.closest("[data-file-field]").hidden = false;
  file.addEventListener("change", async () => {
    if (file.files.length > 0) {
      const field = document.getElementById(file.dataset.into);
      const bytes = new Uint8Array(await file.files[0].arrayBuffer());
      const mark = bytes[0] * 256 + bytes[1];
      const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
      field.value = new TextDecoder(encoding).decode(bytes);
      field.focus();
    }
  });
}

// Nested lists become trees that open and close, with the keys of the WAI-ARIA tree pattern. The links are the tree's items.
for (const tree of document.querySelectorAll("ul[data-tree]")) {
  const items = [...tree.querySelectorAll("a")];
  const below = (item) => item.parentElement.querySelector(":scope > ul");
  const above = (item) => {
    const list = item.closest("ul");
    return list === tree ? null : list.parentElement.querySelector(":scope > a");
  };
  const visible = () => items.filter((item) => !item.parentElement.parentElement.closest("ul[hidden]"));
  const open = (item, state) => {
    item.setAttribute("aria-expanded", String(state));
    below(item).hidden = !state;
  };
  const go = (item) => {
    if (item) {
      items.forEach((other) => { other.tabIndex = other === item ? 0 : -1; });
      item.focus();
    }
  };
  tree.setAttribute("role", "tree");
  tree.setAttribute("aria-labelledby", tree.dataset.tree);
  items.forEach((item, n) => {
    item.setAttribute("role", "treeitem");
    item.tabIndex = n === 0 ? 0 : -1;
    item.parentElement.setAttribute("role", "none");
    const group = below(item);
    if (group) {
      group.setAttribute("role", "group");
      group.id = tree.dataset.tree + "-" + n;
      item.setAttribute("aria-owns", group.id);
      open(item, true);
    }
  });
  tree.addEventListener("click", (event) => {
    const item = event.target.closest("a[aria-expanded]");
    // The mark before the name opens and closes; the name itself is a link.
    if (item && event.target === item && event.offsetX < parseFloat(getComputedStyle(item, "::before").width)) {
      event.preventDefault();
      open(item, item.getAttribute("aria-expanded") !== "true");
      go(item);
    }
  });
  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("a");
    if (!item || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const shown = visible(), at = shown.indexOf(item), expanded = item.getAttribute("aria-expanded");
    switch (event.key) {
      case "ArrowDown": go(shown[at + 1]); break;
      case "ArrowUp": go(shown[at - 1]); break;
      case "Home": go(shown[0]); break;
      case "End": go(shown.at(-1)); break;
      case "ArrowRight":
        if (expanded === "false") {
          open(item, true);
        } else if (expanded) {
          go(shown[at + 1]);
        }
        break;
      case "ArrowLeft":
        if (expanded === "true") {
          open(item, false);
        } else {
          go(above(item));
        }
        break;
      case " ": item.click(); break;
      default: {
        if (event.key.length !== 1) {
          return;
        }
        const rest = [...shown.slice(at + 1), ...shown.slice(0, at)];
        go(rest.find((other) => other.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase())));
      }
    }
    event.preventDefault();
  });
}

// Browsers let a page close its window only if a script or a mail program opened it. The page says that it can be closed.
if (document.querySelector("[data-close-window]")) {
  window.close();
}
