// How many messages were received when, by where they stand now; a stretch that is drawn over becomes the page's range.
import { TimeHistogram } from "./histogram.js";

/** element: where it is drawn; options: { title, zone }; dotnet: told OnZoomAsync(from, to). Returns { draw(data), dispose() }; data as TimeHistogram takes it. */
export function mount(element, options, dotnet) {
  let histogram = null;
  return {
    async draw(data) {
      histogram ??= new TimeHistogram(element, { ...options, onSelect: (from, to) => dotnet.invokeMethodAsync("OnZoomAsync", Math.round(from), Math.round(to)) });
      await histogram.draw(data);
    },
    dispose() {
      histogram?.dispose();
    },
  };
}
