import type { Meter } from '@opentelemetry/api';
import type { ExportResult } from '@opentelemetry/core';
import type { Logger } from 'pino';
import { core } from '../opentelemetry.ts';
import { createMetrics } from '../registry/create-metrics.ts';
import { exportMetrics } from './export-metrics.ts';
import type { Signal } from './signal-file-name.ts';

interface Exporter<Items> {
  export(items: Items, done: (result: ExportResult) => void): void;
}

/**
 * Counts failed exports and says so in the log when a signal begins to fail and when it works again: telemetry that is
 * lost must show, and must neither throw nor flood.
 */
export class ExportHealth {
  readonly #failures = new Map<Signal, number>();
  readonly #failing = new Set<Signal>();
  #logger: Logger | undefined;

  /** Makes `exporter` report its results here. */
  watch<Items, E extends Exporter<Items>>(signal: Signal, exporter: E): E {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) => {
      send(items, (result) => {
        this.#observe(signal, result);
        done(result);
      });
    };
    return exporter;
  }

  /** Exporters exist before the logger and the meter that they feed; results before this call are only counted. */
  reportTo(logger: Logger, meter: Meter): void {
    this.#logger = logger;
    createMetrics(meter, exportMetrics).failures.addCallback((result) => {
      for (const [signal, count] of this.#failures) result.observe(count, { signal });
    });
  }

  #observe(signal: Signal, result: ExportResult): void {
    if (result.code === core.ExportResultCode.SUCCESS) {
      if (this.#failing.delete(signal)) this.#logger?.info({ signal }, 'telemetry is exported again');
      return;
    }
    this.#failures.set(signal, (this.#failures.get(signal) ?? 0) + 1);
    if (this.#failing.has(signal)) return;
    this.#failing.add(signal);
    this.#logger?.warn({ signal, reason: result.error?.message }, 'telemetry cannot be exported and is lost');
  }
}
