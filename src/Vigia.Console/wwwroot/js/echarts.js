// Loads the drawing library once, when the first chart is there.

let loading = null;

/** The library's global. options.url: another address of the bundle. A failed load may be tried again. */
export function loadEcharts(url = new URL("../../Vizor.ECharts/js/vizor-echarts-bundle-min.js", import.meta.url).href) {
  if (globalThis.echarts?.init) return Promise.resolve(globalThis.echarts);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = url;
    script.async = true;
    script.onload = () => resolve(globalThis.echarts);
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error(`could not load ${url}`));
    };
    document.head.append(script);
  });
  return loading;
}
