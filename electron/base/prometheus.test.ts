import { expect, it } from 'vitest'
import { MetricsRegistry } from './prometheus.ts'

it('writes counters, gauges and cumulative histograms as Prometheus reads them', () => {
  const registry = new MetricsRegistry()
  const plain = registry.counter('a_total', 'Plain.')
  const labelled = registry.counter('b_total', 'Labelled.', true)
  registry.gauge('c', 'Read.', () => [[{ engine: 'voice' }, 2]])
  registry.gauge('d', 'Read.', () => 0.5)
  const histogram = registry.histogram('e_seconds', 'Spread.', [0.1, 1])
  plain.add()
  plain.add(2)
  labelled.add(1, { code: 'x"\\\n' })
  for (const value of [0.05, 0.1, 0.7, 5]) histogram.observe(value)
  expect(registry.render()).toBe(`# HELP a_total Plain.
# TYPE a_total counter
a_total 3
# HELP b_total Labelled.
# TYPE b_total counter
b_total{code="x\\"\\\\\\n"} 1
# HELP c Read.
# TYPE c gauge
c{engine="voice"} 2
# HELP d Read.
# TYPE d gauge
d 0.5
# HELP e_seconds Spread.
# TYPE e_seconds histogram
e_seconds_bucket{le="0.1"} 2
e_seconds_bucket{le="1"} 3
e_seconds_bucket{le="+Inf"} 4
e_seconds_sum 5.85
e_seconds_count 4
`)
})
