import { MetricsRegistry } from '../base/prometheus.ts'
import type { WorkQueue } from './work-queue.ts'

/** Metrics of this process, under the names that Prometheus' own clients use, and of the engines' queues. */
export function createMetrics(queues: Readonly<Record<string, WorkQueue>>): MetricsRegistry {
  const registry = new MetricsRegistry()
  registry.gauge('process_resident_memory_bytes', 'Resident memory of the server’s process.', () => process.memoryUsage.rss())
  registry.gauge('process_start_time_seconds', 'Start of the process, Unix time.', () => Date.now() / 1000 - process.uptime())
  registry.countedElsewhere('process_cpu_seconds_total', 'Processor time of the process, user and system.', () => {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1e6
  })
  registry.gauge('understudy_queue_requests', 'Requests that run or wait at an engine.', () =>
    Object.entries(queues).map(([engine, queue]) => [{ engine }, queue.size]),
  )
  return registry
}
