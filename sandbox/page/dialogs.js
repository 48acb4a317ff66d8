/** Modal dialogs: a native <dialog> keeps the focus inside, Escape and the backdrop close it, the focus returns. */

import { avatar, h, icon } from "./dom.js";
import { fileSize } from "./format.js";

/** Show a dialog and wait for its answer; `fill(close)` returns its body and its buttons. */
export function openDialog({ title, testid, wide = false, fill }) {
  const { promise, resolve } = deferred();
  const close = (answer) => {
    resolve(answer);
    dialog.close();
  };
  const { body, buttons = [] } = fill(close);
  const dialog = h(
    "dialog",
    { class: wide ? "dialog wide" : "dialog", "aria-labelledby": "dialog-title", data: { testid } },
    h("h2", { id: "dialog-title", class: "dialog-title" }, title),
    h("div", { class: "dialog-body" }, body),
    buttons.length ? h("div", { class: "dialog-buttons" }, buttons) : null,
  );
  dialog.addEventListener("click", (event) => event.target === dialog && close(null));
  dialog.addEventListener("close", () => {
    resolve(null);
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  return promise;
}

function deferred() {
  let resolve;
  const promise = new Promise((settle) => (resolve = settle));
  return { promise, resolve };
}

const choice = (label, onclick, kind = "quiet", extra = {}) =>
  h("button", { type: "button", class: `button ${kind}`, onclick, ...extra }, label);

/** The modal answer of a callback. */
export const openAlert = (text) =>
  openDialog({
    title: "Pemberitahuan",
    testid: "alert-dialog",
    fill: (close) => ({
      body: h("p", { class: "prewrap", data: { testid: "alert-text" } }, text),
      buttons: [choice("Mengerti", () => close(true), "solid", { autofocus: true })],
    }),
  });

/** Ask; true when agreed. */
export const openConfirmation = ({ title, text, yes, testid = "confirm-dialog", danger = false }) =>
  openDialog({
    title,
    testid,
    fill: (close) => ({
      body: h("p", {}, text),
      buttons: [
        choice("Batal", () => close(false)),
        choice(yes, () => close(true), danger ? "danger" : "solid", { autofocus: true, data: { testid: "confirm" } }),
      ],
    }),
  });

/** Show where a link leads; only the click on it leaves the page. */
export const openLink = (url) =>
  openDialog({
    title: "Buka tautan?",
    testid: "link-dialog",
    fill: (close) => {
      const safe = /^https?:/i.test(url);
      const go = { class: "button solid", href: url, target: "_blank", rel: "noopener noreferrer" };
      return {
        body: [
          h("p", { class: "address" }, url),
          safe ? null : h("p", {}, "Alamat ini tidak dapat dibuka di peramban."),
        ],
        buttons: [
          choice("Tutup", () => close(null)),
          safe ? h("a", { ...go, autofocus: true, onclick: () => close(true) }, "Buka di tab baru") : null,
        ],
      };
    },
  });

/** Choose one of the people; their id or null. */
export const choosePersonDialog = ({ title, people }) =>
  openDialog({
    title,
    testid: "person-dialog",
    fill: (close) => ({
      body: h(
        "ul",
        { class: "rows" },
        people.map((one) =>
          h(
            "li",
            {},
            h(
              "button",
              { type: "button", class: "row", onclick: () => close(one.id), data: { testid: "contact-person", id: one.id } },
              avatar(one),
              h("span", { class: "row-text" }, h("strong", {}, one.name), h("span", {}, one.phone ?? "tanpa nomor")),
            ),
          ),
        ),
      ),
      buttons: [choice("Batal", () => close(null))],
    }),
  });

/** Ask for the caption and the kind of a file; { caption, kind } or null. */
export function openAttachment(file) {
  const picture = /^image\/(png|jpeg|webp|gif)$/.test(file.type);
  const caption = h("input", {
    type: "text", class: "field", maxlength: 1024, autofocus: true, id: "caption", data: { testid: "caption" },
  });
  const asDocument = h("input", { type: "checkbox", data: { testid: "as-document" } });
  const answer = () => ({ caption: caption.value.trim(), kind: picture && !asDocument.checked ? "photo" : "document" });
  return openDialog({
    title: picture ? "Kirim foto" : "Kirim dokumen",
    testid: "attachment-dialog",
    fill: (close) => {
      caption.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && close(answer()));
      return {
        body: [
          picture ? preview(file) : null,
          h("p", { class: "file-line" }, icon("file"), h("span", {}, file.name), h("small", {}, fileSize(file.size))),
          h("label", { class: "field-label", for: "caption" }, "Keterangan (boleh kosong)"),
          caption,
          picture ? h("label", { class: "check" }, asDocument, "Kirim sebagai dokumen") : null,
        ],
        buttons: [
          choice("Batal", () => close(null)),
          choice("Kirim", () => close(answer()), "solid", { data: { testid: "attachment-send" } }),
        ],
      };
    },
  });
}

function preview(file) {
  const address = URL.createObjectURL(file);
  const image = h("img", { class: "preview", src: address, alt: "Pratinjau" });
  image.addEventListener("load", () => URL.revokeObjectURL(address));
  return image;
}

/** Look at a picture or a document of a message. */
export function openViewer({ url, name, mime }) {
  const view = mime.startsWith("image/")
    ? h("img", { class: "viewer-image", src: url, alt: name })
    : h("iframe", { class: "viewer-frame", src: `${url}#navpanes=0&view=FitH`, title: name });
  return openDialog({
    title: name,
    testid: "viewer",
    wide: true,
    fill: (close) => ({
      body: view,
      buttons: [
        h("a", { class: "button quiet", href: url, download: name }, icon("download"), "Unduh"),
        h("a", { class: "button quiet", href: url, target: "_blank", rel: "noopener" }, icon("open"), "Tab baru"),
        choice("Tutup", () => close(null), "solid", { autofocus: true }),
      ],
    }),
  });
}
