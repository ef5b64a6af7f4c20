// A page that asks again by itself.

const UNITS = { s: 1e3, m: 6e4, h: 36e5, d: 864e5 };

/** Calls load each interval ("10s", "1m"; empty: never) while the page is seen, and at once when it is seen again after one was missed. */
export function refreshEvery(load) {
  let timer = 0, period = 0, missed = false;
  const tick = () => {
    if (document.hidden) missed = true;
    else load();
  };
  const seen = () => {
    if (!document.hidden && missed) {
      missed = false;
      load();
    }
  };
  document.addEventListener("visibilitychange", seen);
  return {
    every(text) {
      const found = /^(\d+)([smhd])$/.exec(text ?? ""), next = found ? Math.max(1000, +found[1] * UNITS[found[2]]) : 0;
      if (next === period) return;
      clearInterval(timer);
      period = next;
      timer = next ? setInterval(tick, next) : 0;
    },
    stop() {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", seen);
    },
  };
}
