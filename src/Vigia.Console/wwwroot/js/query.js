// Questions to the monitor: a few at once, those in sight first, each of them given up when nobody waits for it any more.

const AT_ONCE = 6;

/** A failure of a question: status 0 where no answer came, else HTTP's; message is the server's own reason. */
export class QueryError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Asks POST /ui/api/panels/query; body and answer as in docs/dashboards.md. Throws QueryError, or AbortError after signal. */
export async function queryPanel(body, { signal, url = "/ui/api/panels/query" } = {}) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ ...body, sharesTimes: true }),
      signal,
      credentials: "same-origin",
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new QueryError(0, error.message);
  }
  const json = response.headers.get("Content-Type")?.includes("json") ? await response.json() : null;
  if (!response.ok) throw new QueryError(response.status, json?.error ?? `HTTP ${response.status}`);
  if (!json) throw new QueryError(response.status, "The answer is not JSON.");
  return withTimes(json);
}

// Most series of an answer have the same times: what is null repeats the column before, as the same array.
function withTimes(answer) {
  let last = [];
  for (const frame of answer.frames ?? []) {
    for (const field of frame.fields) {
      if (field.type !== "time") continue;
      field.values ??= last;
      last = field.values;
    }
  }
  return answer;
}

/** Runs what is asked at most AT_ONCE at a time; the smallest rank first. What waits can be taken back by its key. */
export class QueryQueue {
  #waiting = new Map();
  #running = 0;

  /** run(): Promise. A key that already waits is replaced. */
  add(key, rank, run) {
    this.#waiting.set(key, { rank, run });
    this.#next();
  }

  remove(key) {
    this.#waiting.delete(key);
  }

  #next() {
    while (this.#running < AT_ONCE && this.#waiting.size > 0) {
      let best = null;
      for (const [key, { rank }] of this.#waiting) if (best === null || rank < this.#waiting.get(best).rank) best = key;
      const { run } = this.#waiting.get(best);
      this.#waiting.delete(best);
      this.#running++;
      run().finally(() => {
        this.#running--;
        this.#next();
      });
    }
  }
}
