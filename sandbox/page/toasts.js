/** Short notes that pass by themselves, and the guard that turns a failed request into one. */

import { ApiError } from "./api.js";
import { byId, h } from "./dom.js";

const SECONDS_BASE = 3;
const SECONDS_PER_LETTER = 0.05;

/** Show a note long enough to be read. */
export function toast(text, tone = "plain") {
  const box = byId("toasts");
  const note = h("p", { class: `toast ${tone}`, data: { testid: "toast" } }, text);
  box.append(note);
  raise(box);
  const leave = () => {
    note.remove();
    if (!box.childElementCount) box.hidePopover?.();
  };
  setTimeout(leave, (SECONDS_BASE + text.length * SECONDS_PER_LETTER) * 1000);
}

// Shown anew each time, because a dialog opened in between would cover it.
function raise(box) {
  if (!box.showPopover) return;
  if (box.matches(":popover-open")) box.hidePopover();
  box.showPopover();
}

/** Run a task; a failed request becomes a note. Returns whether it succeeded. */
export async function guarded(task) {
  try {
    await task();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    toast(error.message, "wrong");
    return false;
  }
}
