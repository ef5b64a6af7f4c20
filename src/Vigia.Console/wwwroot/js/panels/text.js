// A text: rendered and cleaned by the server, whose allowed elements and attributes leave nothing to run.
import { h } from "../dom.js";

export class TextPanel {
  constructor(element) {
    this.root = h("div.prose.scroll", { tabindex: "0" });
    element.append(this.root);
  }

  draw(answer) {
    const { html, content = "" } = answer.options ?? {};
    if (typeof html === "string") this.root.innerHTML = html;
    else this.root.textContent = content;
  }

  dispose() {
    this.root.remove();
  }
}
