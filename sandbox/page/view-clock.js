/** The sandbox's clock and its jumps: at the foot of the list, and in a dialog on a phone. */

import * as api from "./api.js";
import { openDialog } from "./dialogs.js";
import { byId, h, icon } from "./dom.js";
import { hour, longDay, moment } from "./format.js";
import { setClock } from "./session.js";
import { now, on, state } from "./state.js";
import { guarded, toast } from "./toasts.js";

/** Draw the clock and let it run. */
export function showClock() {
  on("people", () => byId("clock").replaceChildren(...panel()));
  on("clock", tick);
  setInterval(tick, 1000);
  byId("clock-button").addEventListener("click", () =>
    openDialog({
      title: "Jam simulasi",
      testid: "clock-dialog",
      fill: (close) => ({
        body: h("div", { class: "clock" }, panel()),
        buttons: [h("button", { type: "button", class: "button solid", onclick: () => close(null) }, "Tutup")],
      }),
    }),
  );
}

function panel() {
  return [
    h("p", { class: "clock-now" }, icon("clock"), h("span", {}, faces())),
    h("div", { class: "clock-jumps", role: "group", "aria-label": "Majukan jam" }, state.jumps.map(jumpButton)),
  ];
}

const faces = () => [
  h("strong", { data: { face: "hour", testid: "clock-hour" } }, `${hour(now())} WIB`),
  h("span", { data: { face: "day", testid: "clock-day" } }, longDay(now())),
];

function tick() {
  const words = { hour: `${hour(now())} WIB`, day: longDay(now()) };
  for (const face of document.querySelectorAll("[data-face]")) {
    const text = words[face.dataset.face];
    if (face.textContent !== text) face.textContent = text;
  }
}

function jumpButton({ id, label }) {
  const onclick = async ({ currentTarget: button }) => {
    if (button.getAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    await guarded(async () => {
      const { now: seconds } = await api.jump(id);
      setClock(seconds);
      toast(`Jam simulasi: ${moment(seconds)}`);
    });
    button.removeAttribute("aria-busy");
  };
  return h("button", { type: "button", class: "chip", onclick, data: { testid: "jump", id } }, icon("forward"), label);
}
