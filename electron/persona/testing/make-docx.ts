import { makeZip } from './make-zip.ts'

export type DocxPart = { style?: 'Title' | 'Heading1' | 'Heading2'; text: string } | { bold: string } | { item: string } | { rows: string[][] }

/** A Word document with styles, a list and a table, as an office program saves it; text may hold `**bold**` runs, which split its runs. */
export function makeDocx(parts: readonly DocxPart[], properties: { title?: string; created?: string; keywords?: string } = {}): Promise<Buffer> {
  const styles = ['Title', 'Heading1', 'Heading2'].map((id) => `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${id.replace('Heading', 'heading ')}"/></w:style>`).join('')
  const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
  return makeZip({
    '[Content_Types].xml': `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>`,
    '_rels/.rels': `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/_rels/document.xml.rels': `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>`,
    'word/styles.xml': `<?xml version="1.0"?><w:styles ${w}>${styles}</w:styles>`,
    'word/numbering.xml': `<?xml version="1.0"?><w:numbering ${w}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    'word/document.xml': `<?xml version="1.0" encoding="UTF-8"?><w:document ${w}><w:body>${parts.map(part).join('')}</w:body></w:document>`,
    'docProps/core.xml': `<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>${escape(properties.title ?? '')}</dc:title><cp:keywords>${escape(properties.keywords ?? '')}</cp:keywords>${properties.created ? `<dcterms:created>${properties.created}T09:00:00Z</dcterms:created>` : ''}</cp:coreProperties>`,
  })
}

function part(content: DocxPart): string {
  if ('rows' in content) {
    const cell = (text: string): string => `<w:tc>${paragraph(text)}</w:tc>`
    return `<w:tbl>${content.rows.map((row) => `<w:tr>${row.map(cell).join('')}</w:tr>`).join('')}</w:tbl>`
  }
  if ('item' in content) return paragraph(content.item, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
  if ('bold' in content) return paragraph(`**${content.bold}**`)
  return paragraph(content.text, content.style ? `<w:pStyle w:val="${content.style}"/>` : '')
}

function paragraph(text: string, properties = ''): string {
  const runs = text.split('**').map((run, index) => (run === '' ? '' : `<w:r>${index % 2 === 1 ? '<w:rPr><w:b/></w:rPr>' : ''}<w:t xml:space="preserve">${escape(run)}</w:t></w:r>`))
  return `<w:p>${properties ? `<w:pPr>${properties}</w:pPr>` : ''}${runs.join('')}</w:p>`
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
}
