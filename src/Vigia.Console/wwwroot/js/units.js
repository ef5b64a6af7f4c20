// What Grafana's unit ids mean. Scaled units are written with a prefix; the rest is a plain suffix.

const SI = ["f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"];
const IEC = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"];
const COUNT = ["", "K", "M", "B", "T"];

/** Decimal prefixes; offset is the power of 1000 that the value comes in; whole says that nothing is smaller than one (bytes, packets). */
export const si = (unit, offset = 0, whole = false) => ({
  kind: "scaled",
  factor: 1000,
  prefixes: whole ? SI.slice(5) : SI,
  base: (whole ? 0 : 5) + offset,
  unit,
});
export const iec = (unit, offset = 0) => ({ kind: "scaled", factor: 1024, prefixes: IEC, base: offset, unit });
export const count = (unit) => ({ kind: "scaled", factor: 1000, prefixes: COUNT, base: 0, unit, apart: true });
export const suffix = (unit) => ({ kind: "suffix", unit });
const currency = (symbol, behind = false) => ({ kind: "currency", symbol, behind });
const time = (ms) => ({ kind: "time", ms });

const units = new Map(
  Object.entries({
    none: suffix(""),
    string: { kind: "string" },
    short: { kind: "short" },
    sishort: si(""),
    percent: { kind: "percent", factor: 1 },
    percentunit: { kind: "percent", factor: 100 },
    humidity: suffix("%H"),
    dB: suffix("dB"),
    hex0x: { kind: "hex", prefix: "0x" },
    hex: { kind: "hex", prefix: "" },
    sci: { kind: "sci" },
    locale: { kind: "locale" },
    pixel: suffix("px"),
    bool: { kind: "bool", yes: "true", no: "false" },
    bool_yes_no: { kind: "bool", yes: "yes", no: "no" },
    bool_on_off: { kind: "bool", yes: "on", no: "off" },
    ns: time(1e-6),
    µs: time(1e-3),
    us: time(1e-3),
    ms: time(1),
    s: time(1e3),
    m: time(6e4),
    h: time(36e5),
    d: time(864e5),
    timeticks: time(10),
    dtdurationms: { kind: "duration", ms: 1 },
    dtdurations: { kind: "duration", ms: 1e3 },
    dthms: { kind: "hms", ms: 1e3 },
    dtdhms: { kind: "dhms", ms: 1e3 },
    clockms: { kind: "clock", ms: 1 },
    clocks: { kind: "clock", ms: 1e3 },
    dateTimeAsIso: { kind: "date", pattern: "YYYY-MM-DD HH:mm:ss" },
    dateTimeAsIsoNoDateIfToday: { kind: "date", pattern: "YYYY-MM-DD HH:mm:ss", today: "HH:mm:ss" },
    dateTimeAsUS: { kind: "date", pattern: "MM/DD/YYYY h:mm:ss a" },
    dateTimeAsUSNoDateIfToday: { kind: "date", pattern: "MM/DD/YYYY h:mm:ss a", today: "h:mm:ss a" },
    dateTimeAsLocal: { kind: "date" },
    dateTimeAsLocalNoDateIfToday: { kind: "date", today: "HH:mm:ss" },
    dateTimeAsSystem: { kind: "date" },
    dateTimeFromNow: { kind: "fromNow" },
    bits: iec("b"),
    bytes: iec("B"),
    kbytes: iec("B", 1),
    mbytes: iec("B", 2),
    gbytes: iec("B", 3),
    tbytes: iec("B", 4),
    pbytes: iec("B", 5),
    pps: si("p/s", 0, true),
    binBps: iec("B/s"),
    Bps: si("B/s", 0, true),
    binbps: iec("b/s"),
    bps: si("b/s", 0, true),
    hertz: si("Hz"),
    rothz: si("Hz"),
    rotrpm: suffix("rpm"),
    rotrads: suffix("rad/s"),
    celsius: suffix("°C"),
    fahrenheit: suffix("°F"),
    kelvin: suffix("K"),
    degree: suffix("°"),
    radian: suffix("rad"),
    grad: suffix("grad"),
    arcmin: suffix("arcmin"),
    arcsec: suffix("arcsec"),
    accMS2: suffix("m/s²"),
    accFS2: suffix("ft/s²"),
    accG: suffix("g"),
    areaM2: suffix("m²"),
    areaF2: suffix("ft²"),
    areaMI2: suffix("mi²"),
    cps: count("c/s"),
    ops: count("ops/s"),
    reqps: count("req/s"),
    rps: count("rd/s"),
    wps: count("wr/s"),
    iops: count("io/s"),
    eps: count("evt/s"),
    mps: count("msg/s"),
    recps: count("rec/s"),
    rowsps: count("rows/s"),
    cpm: count("c/m"),
    opm: count("ops/m"),
    reqpm: count("req/m"),
    rpm: count("rd/m"),
    wpm: count("wr/m"),
    epm: count("evts/m"),
    mpm: count("msgs/m"),
    recpm: count("rec/m"),
    rowspm: count("rows/m"),
    velocityms: suffix("m/s"),
    velocitykmh: suffix("km/h"),
    velocitymph: suffix("mph"),
    velocityknot: suffix("kn"),
    ppm: suffix("ppm"),
    conppb: suffix("ppb"),
    conngm3: suffix("ng/m³"),
    conmgm3: suffix("mg/m³"),
    conμgm3: suffix("μg/m³"),
    congm3: suffix("g/m³"),
    conmgdL: suffix("mg/dL"),
    conmmolL: suffix("mmol/L"),
    massmg: si("g", -1),
    massg: si("g"),
    masslb: suffix("lb"),
    masskg: si("g", 1),
    masst: suffix("t"),
    lengthmm: si("m", -1),
    lengthm: si("m"),
    lengthkm: si("m", 1),
    lengthin: suffix("in"),
    lengthft: suffix("ft"),
    lengthmi: suffix("mi"),
    pressurembar: si("bar", -1),
    pressurebar: si("bar"),
    pressurekbar: si("bar", 1),
    pressurepa: si("Pa"),
    pressurehpa: suffix("hPa"),
    pressurekpa: suffix("kPa"),
    pressurehg: suffix('"Hg'),
    pressurepsi: suffix("psi"),
    watt: si("W"),
    kwatt: si("W", 1),
    megwatt: si("W", 2),
    gwatt: si("W", 3),
    mwatt: si("W", -1),
    Wm2: suffix("W/m²"),
    voltamp: si("VA"),
    kvoltamp: si("VA", 1),
    voltampreact: si("var"),
    kvoltampreact: si("var", 1),
    watth: si("Wh"),
    watthperkg: si("Wh/kg"),
    kwatth: si("Wh", 1),
    kwattm: si("W-Min", 1),
    amph: si("Ah"),
    kamph: si("Ah", 1),
    mamph: si("Ah", -1),
    joule: si("J"),
    ev: si("eV"),
    amp: si("A"),
    kamp: si("A", 1),
    mamp: si("A", -1),
    volt: si("V"),
    kvolt: si("V", 1),
    mvolt: si("V", -1),
    dBm: si("dBm"),
    mohm: si("Ω", -1),
    ohm: si("Ω"),
    kohm: si("Ω", 1),
    Mohm: si("Ω", 2),
    farad: si("F"),
    µfarad: si("F", -2),
    nfarad: si("F", -3),
    pfarad: si("F", -4),
    ffarad: si("F", -5),
    henry: si("H"),
    mhenry: si("H", -1),
    µhenry: si("H", -2),
    lumens: si("Lm"),
    lux: suffix("lux"),
    flowgpm: suffix("gpm"),
    flowcms: suffix("cms"),
    flowcfs: suffix("cfs"),
    flowcfm: suffix("cfm"),
    litreh: suffix("L/h"),
    flowlpm: suffix("L/min"),
    flowmlpm: suffix("mL/min"),
    mlitre: si("L", -1),
    litre: si("L"),
    m3: suffix("m³"),
    Nm3: suffix("Nm³"),
    dm3: suffix("dm³"),
    gallons: suffix("gal"),
    forceNm: si("Nm"),
    forcekNm: si("Nm", 1),
    forceN: si("N"),
    forcekN: si("N", 1),
    radbq: si("Bq"),
    radci: si("Ci"),
    radgy: si("Gy"),
    radsv: si("Sv"),
    radmsv: si("Sv", -1),
    radusv: si("Sv", -2),
    radsvh: si("Sv/h"),
    radmsvh: si("Sv/h", -1),
    radusvh: si("Sv/h", -2),
  }),
);

[
  ["deckbytes", 1],
  ["decmbytes", 2],
  ["decgbytes", 3],
  ["dectbytes", 4],
  ["decpbytes", 5],
].forEach(([id, power]) => units.set(id, si("B", power, true)));
units.set("decbits", si("b", 0, true)).set("decbytes", si("B", 0, true));
["K", "M", "G", "T", "P"].forEach((letter, index) => {
  units
    .set(`${letter}Bs`, si("B/s", index + 1, true))
    .set(`${letter}bits`, si("b/s", index + 1, true))
    .set(`${letter}iBs`, iec("B/s", index + 1))
    .set(`${letter}ibits`, iec("b/s", index + 1));
});
["flops", "mflops", "gflops", "tflops", "pflops", "eflops"].forEach((id, index) => units.set(id, si("FLOP/s", index === 0 ? 0 : index + 1, true)));
["Hs", "KHs", "MHs", "GHs", "THs", "PHs", "EHs"].forEach((id, power) => units.set(id, si("H/s", power, true)));
Object.entries({
  USD: "$",
  GBP: "£",
  EUR: "€",
  JPY: "¥",
  RUB: "₽",
  UAH: "₴",
  BRL: "R$",
  CZK: "Kč",
  CHF: "CHF",
  PLN: "zł",
  BTC: "฿",
  mBTC: "mBTC",
  μBTC: "μBTC",
  ZAR: "R",
  INR: "₹",
  KRW: "₩",
  IDR: "Rp",
  PHP: "PHP",
  VND: "đ",
  TRY: "₺",
  MYR: "RM",
}).forEach(([code, symbol]) => units.set(`currency${code}`, currency(symbol)));
["DKK", "ISK", "NOK", "SEK"].forEach((code) => units.set(`currency${code}`, currency("kr", true)));

/** The unit that an id names: Grafana's own, or custom ("si:km", "count:orders", "suffix:x", "prefix:x", "time:HH:mm", "currency:@", "bool:Up/Down"). Any other text is itself the suffix. */
export function unitOf(id) {
  if (!id) return units.get("none");
  const known = units.get(id);
  if (known) return known;
  const at = id.indexOf(":"),
    rest = id.slice(at + 1);
  switch (at < 0 ? "" : id.slice(0, at)) {
    case "suffix":
      return suffix(rest);
    case "prefix":
      return { kind: "prefix", unit: rest };
    case "time":
      return { kind: "date", pattern: rest };
    case "count":
      return { ...count(rest) };
    case "bool":
      return { kind: "bool", yes: rest.split("/")[0] ?? "", no: rest.split("/")[1] ?? "" };
    case "currency":
      return rest.startsWith("financial:") ? { kind: "currency", symbol: rest.slice(10), plain: true } : currency(rest);
    case "si": {
      const power = rest.length > 1 ? SI.indexOf(rest[0] === "u" ? "µ" : rest[0]) - 5 : -6;
      return power >= -5 && rest[0] !== "" ? si(rest.slice(1), power) : si(rest);
    }
    default:
      return suffix(id);
  }
}
