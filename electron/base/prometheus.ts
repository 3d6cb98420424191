type Labels = Readonly<Record<string, string>>

export interface Counter {
  add(amount?: number, labels?: Labels): void
}

export interface Histogram {
  observe(value: number): void
}

/** Numbers of one process in Prometheus' text format, version 0.0.4. */
export class MetricsRegistry {
  static readonly contentType = 'text/plain; version=0.0.4; charset=utf-8'
  private readonly families: (() => string[])[] = []

  /** @param name ends in `_total`; without labels it stands at 0 from the start */
  counter(name: string, help: string, labelled = false): Counter {
    const values = new Map<string, number>(labelled ? [] : [['', 0]])
    this.family(name, 'counter', help, () => [...values].map(([labels, value]) => `${name}${labels} ${value}`))
    return {
      add: (amount = 1, labels = {}) => {
        const key = labelText(labels)
        values.set(key, (values.get(key) ?? 0) + amount)
      },
    }
  }

  /** @param read asked whenever the metrics are; several values where they carry labels */
  gauge(name: string, help: string, read: () => number | [Labels, number][]): void {
    this.read(name, 'gauge', help, read)
  }

  /** A counter that somebody else keeps. */
  countedElsewhere(name: string, help: string, read: () => number): void {
    this.read(name, 'counter', help, read)
  }

  /** @param bounds upper ends of the buckets, rising */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    const counts = bounds.map(() => 0)
    let count = 0
    let sum = 0
    this.family(name, 'histogram', help, () => {
      let below = 0
      const buckets = bounds.map((bound, k) => `${name}_bucket{le="${bound}"} ${(below += counts[k]!)}`)
      return [...buckets, `${name}_bucket{le="+Inf"} ${count}`, `${name}_sum ${sum}`, `${name}_count ${count}`]
    })
    return {
      observe: (value) => {
        count++
        sum += value
        const bucket = bounds.findIndex((bound) => value <= bound)
        if (bucket >= 0) counts[bucket]!++
      },
    }
  }

  render(): string {
    return `${this.families.flatMap((lines) => lines()).join('\n')}\n`
  }

  private read(name: string, type: string, help: string, read: () => number | [Labels, number][]): void {
    this.family(name, type, help, () => {
      const value = read()
      return typeof value === 'number' ? [`${name} ${value}`] : value.map(([labels, one]) => `${name}${labelText(labels)} ${one}`)
    })
  }

  private family(name: string, type: string, help: string, samples: () => string[]): void {
    this.families.push(() => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples()])
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value.replace(/[\\"\n]/g, (c) => (c === '\n' ? '\\n' : `\\${c}`))}"`)
  return pairs.length > 0 ? `{${pairs.join(',')}}` : ''
}
