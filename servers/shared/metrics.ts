/** Prometheus metrics of one server, in a registry of its own, so that several servers can live in one process. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** A request as logs and metrics see it: nothing in it tells who asked or for what. */
export interface Observation {
  readonly method: string;
  /** The pattern of the route, such as `/packages/:hash`, never the URL. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

export class Metrics {
  /** Roles register their own metrics here: `new Counter({ name, help, registers: [metrics.registry] })`. */
  readonly registry = new Registry();
  readonly #requests = new Counter({
    name: 'revs_http_requests_total',
    help: 'HTTP requests answered',
    labelNames: ['method', 'route', 'status'],
    registers: [this.registry],
  });
  readonly #durations = new Histogram({
    name: 'revs_http_request_duration_seconds',
    help: 'Time from the request line to the end of the response',
    labelNames: ['route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  observe({ method, route, status, seconds }: Observation): void {
    this.#requests.inc({ method, route, status });
    this.#durations.observe({ route, status }, seconds);
  }
}
