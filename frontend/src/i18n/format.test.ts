import { describe, expect, it } from "vitest";
import { formatOf } from "./format";

const NOW = new Date("2026-11-22T12:00:00Z");
const english = formatOf("en", "Europe/Moscow");
const russian = formatOf("ru", "Europe/Moscow");
/** Intl separates with several sorts of spaces. */
const plain = (text: string) => text.replace(/\s/g, " ");

describe("moments", () => {
  it("are told by their distance from now", () => {
    expect(english.ago("2026-11-22T11:58:00Z", NOW)).toBe("2 minutes ago");
    expect(english.ago("2026-11-22T11:59:50Z", NOW)).toBe("now");
    expect(russian.ago("2026-11-17T12:00:00Z", NOW)).toBe("5 дней назад");
    expect(english.ago("2026-11-25T12:00:00Z", NOW)).toBe("in 3 days");
  });

  it("are exact in the workspace's zone", () => {
    expect(plain(english.exact("2026-11-22T21:30:00Z"))).toBe("23 Nov 2026, 00:30:00");
    expect(plain(english.time("2026-11-22T21:30:00Z"))).toBe("00:30:00");
  });
});

describe("days of the calendar", () => {
  it("are the same day in every zone", () => {
    const far = formatOf("en", "Pacific/Honolulu");

    expect(plain(far.dates("2026-11-02", "2026-11-08"))).toBe("2 – 8 Nov 2026");
    expect(plain(far.dates("2026-11-02", "2026-11-02"))).toBe("2 Nov 2026");
    expect(plain(far.shortDate("2026-11-02"))).toBe("2 Nov");
    expect(plain(russian.month("2026-11-02"))).toBe("нояб. 2026 г.");
  });
});

describe("sizes and lengths of time", () => {
  it("take the unit that reads best", () => {
    expect(plain(english.bytes(512))).toBe("512 bytes");
    expect(plain(english.bytes(1_540))).toBe("1.5 kB");
    expect(plain(russian.bytes(2_500_000))).toBe("2,5 МБ");
    expect(plain(english.duration(340))).toBe("340 ms");
    expect(plain(english.duration(5_250))).toBe("5.3 secs");
    expect(plain(english.duration(3 * 60_000))).toBe("3 mins");
    expect(plain(russian.duration(60_000))).toBe("1 мин");
  });
});
