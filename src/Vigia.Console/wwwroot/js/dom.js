// Elements without markup: every text is text, every attribute is set, nothing is parsed.

const SVG = "http://www.w3.org/2000/svg";

/** An element: "div.card", attributes (on… are listeners, style is an object, class adds, null is left out), children (nodes, texts, null). */
export function h(name, attributes = null, ...children) {
  const [tag, ...classes] = name.split(".");
  return fill(document.createElement(tag || "div"), classes, attributes, children);
}

export function svg(name, attributes = null, ...children) {
  return fill(document.createElementNS(SVG, name), [], attributes, children);
}

function fill(element, classes, attributes, children) {
  if (classes.length > 0) element.classList.add(...classes);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "style") for (const [property, own] of Object.entries(value)) element.style.setProperty(property, own);
    else if (key === "class") element.classList.add(...String(value).split(" ").filter(Boolean));
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The address if it is one to follow (http, https, mailto, relative), else null: data decides links, and a link may be a script. */
export function safeUrl(url) {
  try {
    return /^(https?|mailto):$/.test(new URL(url, location.href).protocol) ? url : null;
  } catch {
    return null;
  }
}

export function anchor(link, ...children) {
  const url = safeUrl(link.url);
  if (!url) return h("span", null, ...children);
  return h(
    "a",
    { href: url, target: link.newTab ? "_blank" : null, rel: link.newTab ? "noopener noreferrer" : null, title: link.title || null },
    ...children,
  );
}

const PATHS = {
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  alert: "M12 8v5m0 3.5v.01M12 3 2.5 20h19z",
  empty: "M4 19h16M6 15l4-4 3 3 5-6",
  more: "M9 6l6 6-6 6",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  info: "M12 11v6m0-9.5v.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
};

export function icon(name) {
  const thick = name === "dots" ? 2.8 : 1.8;
  return svg(
    "svg",
    {
      viewBox: "0 0 24 24",
      fill: "none",
      stroke: "currentColor",
      "stroke-width": thick,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
      "aria-hidden": "true",
    },
    svg("path", { d: PATHS[name] }),
  );
}
