import Database from 'libsql'
import type { PersonaDocument } from '../contract/persona.ts'
import type { IndexUnits } from './index-units.ts'

/** Columns: the words themselves, then what names them. A heading names a passage twice as closely as its words do. */
const COLUMN_WEIGHTS = '1.0, 2.0, 1.0, 1.0'
/** FTS5's own constant: https://sqlite.org/fts5.html#the_bm25_function */
const K1 = 1.2
const MIN_IDF = 0.1
const MAX_IDF = 4.5

/** Passages in SQLite FTS5 with Porter stems, ranked by BM25. */
export class TextIndex {
  private readonly database: Database.Database
  private readonly searchStatement: Database.Statement
  private readonly countStatement: Database.Statement
  private readonly passageCount: number
  private readonly idfByTerm = new Map<string, number>()

  constructor(units: IndexUnits, documents: readonly PersonaDocument[], databasePath = ':memory:') {
    this.passageCount = units.passages.length
    this.database = new Database(databasePath)
    this.database.exec(`
      DROP TABLE IF EXISTS passage;
      CREATE VIRTUAL TABLE passage USING fts5(text, heading, title, topics, tokenize = 'porter unicode61');
    `)
    const insert = this.database.prepare('INSERT INTO passage (rowid, text, heading, title, topics) VALUES (?, ?, ?, ?, ?)')
    const byId = new Map(documents.map((document) => [document.id, document]))
    this.database.exec('BEGIN')
    units.passages.forEach((passage, row) => {
      const document = byId.get(passage.documentId)
      insert.run(row, passage.text, passage.heading, document?.title ?? '', document?.topics.join(', ') ?? '')
    })
    this.database.exec('COMMIT')
    this.searchStatement = this.database.prepare(
      `SELECT rowid AS row, -bm25(passage, ${COLUMN_WEIGHTS}) AS score FROM passage WHERE passage MATCH ? ORDER BY score DESC LIMIT ?`,
    )
    this.countStatement = this.database.prepare('SELECT count(*) AS count FROM passage WHERE passage MATCH ?')
  }

  /**
   * Passages which hold any of the terms or of the other words for them: row → share (0–1) of the highest BM25 score
   * the terms could reach. A term that the corpus lacks counts as unreached.
   */
  search(terms: readonly string[], otherWords: readonly string[], limit: number): Map<number, number> {
    if (terms.length === 0) return new Map()
    const ceiling = terms.reduce((sum, term) => sum + this.idf(term) * (K1 + 1), 0)
    const rows = this.searchStatement.all([...terms, ...otherWords].map(quote).join(' OR '), limit) as { row: number; score: number }[]
    return new Map(rows.map(({ row, score }) => [row, Math.min(1, score / ceiling)]))
  }

  /**
   * Inverse document frequency over passages, as FTS5 computes it, within bounds: a word the corpus lacks may be
   * no more than another word for one that it has.
   */
  idf(term: string): number {
    let idf = this.idfByTerm.get(term)
    if (idf === undefined) {
      const { count } = this.countStatement.get(quote(term)) as { count: number }
      idf = Math.min(MAX_IDF, Math.max(MIN_IDF, Math.log((this.passageCount - count + 0.5) / (count + 0.5))))
      this.idfByTerm.set(term, idf)
    }
    return idf
  }

  dispose(): void {
    this.database.close()
  }
}

function quote(term: string): string {
  return `"${term.replaceAll('"', '""')}"`
}
