/** How times, sizes and file names read; all times are Western Indonesia Time, from seconds since 1970. */

const ZONE = "Asia/Jakarta";
const of = (options) => new Intl.DateTimeFormat("id-ID", { timeZone: ZONE, ...options });

const HOUR = of({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const LONG_DAY = of({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT_DAY = of({ day: "2-digit", month: "2-digit", year: "2-digit" });
const DAY_KEY = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });

const at = (seconds) => new Date(seconds * 1000);

/** "13.45" */
export const hour = (seconds) => HOUR.format(at(seconds));

/** "Selasa, 24 November 2026" */
export const longDay = (seconds) => LONG_DAY.format(at(seconds));

/** "2026-11-24", equal for moments of one day. */
export const dayKey = (seconds) => DAY_KEY.format(at(seconds));

/** "Selasa, 24 November 2026 13.45 WIB" */
export const moment = (seconds) => `${longDay(seconds)} ${hour(seconds)} WIB`;

/** The caption of a day between messages: today and yesterday by name, seen from `now`. */
export function dayName(seconds, now) {
  if (dayKey(seconds) === dayKey(now)) return "Hari ini";
  if (dayKey(seconds) === dayKey(now - 86400)) return "Kemarin";
  return longDay(seconds);
}

/** Time of the last message in the list of chats: the hour today, the date before. */
export const shortMoment = (seconds, now) =>
  dayKey(seconds) === dayKey(now) ? hour(seconds) : SHORT_DAY.format(at(seconds));

/** "1,2 MB" from bytes. */
export function fileSize(bytes) {
  const steps = [[1 << 20, "MB"], [1 << 10, "KB"]];
  const [unit, name] = steps.find(([limit]) => bytes >= limit) ?? [1, "B"];
  return `${(bytes / unit).toLocaleString("id-ID", { maximumFractionDigits: 1 })} ${name}`;
}

/** "PDF" from "pakta.pdf", at most four letters. */
export function fileKind(name) {
  const ending = name.includes(".") ? name.split(".").pop() : "";
  return ending.slice(0, 4).toUpperCase() || "FILE";
}

/** One line that stands for a message in lists, quotes and announcements. */
export function summary(message) {
  if (message.service) return message.service;
  const kind = (message.photo && "Foto") || (message.document && message.document.name) || (message.contact && "Kontak");
  const text = (message.text || message.contact?.name || "").replace(/\s+/g, " ").trim();
  return kind && text ? `${kind}: ${text}` : kind || text;
}
