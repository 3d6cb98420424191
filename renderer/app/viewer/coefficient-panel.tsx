import { CloseButton, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import { COEFFICIENT_INDEX, COEFFICIENT_NAMES, type CoefficientName } from '../../../electron/contract/coefficients.ts'
import { spelledOut } from '../state/head-words.ts'
import type { Bench } from './bench.ts'
import { REGIONS, regionOf } from './pose.ts'
import { Slider } from './slider.tsx'
import styles from './viewer.module.css'

/** All 52 by hand, by where they are at work. */
export function CoefficientPanel({ bench }: { bench: Bench }) {
  const [search, setSearch] = useState('')
  const wanted = search.trim().toLowerCase().replace(/\s+/g, '')
  const groups = REGIONS.map((region) => ({
    region,
    names: COEFFICIENT_NAMES.filter((name) => regionOf(name) === region && (name.toLowerCase().includes(wanted) || region.toLowerCase().replace(/\s+/g, '').includes(wanted))),
  })).filter(({ names }) => names.length > 0)
  return (
    <section className={styles.block} aria-label="Coefficients">
      <h2>Movements</h2>
      <TextInput
        leftSection={<IconSearch size={17} stroke={1.75} />}
        rightSection={search && <CloseButton size="sm" radius="xl" aria-label="Clear the search" onClick={() => setSearch('')} />}
        radius="xl"
        type="search"
        aria-label="Search the movements"
        placeholder="Jaw, smile, mouthFunnel …"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          event.stopPropagation()
          if (search) setSearch('')
          else event.currentTarget.blur()
        }}
        data-testid="viewer-search"
      />
      {groups.length === 0 && <p className={styles.hint}>None of the 52 is called so.</p>}
      {groups.map(({ region, names }) => (
        <fieldset key={region} className={styles.group}>
          <legend>{region}</legend>
          {names.map((name) => (
            <Coefficient key={name} bench={bench} name={name} />
          ))}
        </fieldset>
      ))}
    </section>
  )
}

function Coefficient({ bench: { pose }, name }: { bench: Bench; name: CoefficientName }) {
  const value = useStore(pose.store, ({ coefficients }) => coefficients[COEFFICIENT_INDEX[name]]!)
  return <Slider label={spelledOut(name)} value={value} least={0} most={1} step={0.01} text={value.toFixed(2)} onChange={(next) => pose.setCoefficient(name, next)} testId={`coefficient-${name}`} />
}
