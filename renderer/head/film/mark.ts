type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D

/** Writes onto a picture of a head what it is, at the lower left. */
export function drawMark(context: Context, mark: string): void {
  const { height } = context.canvas
  const size = Math.max(11, Math.round(height / 44))
  context.font = `600 ${size}px system-ui, sans-serif`
  const width = context.measureText(mark).width
  const [x, y] = [size, height - size * 2.6]
  context.fillStyle = 'rgb(10 13 12 / 0.62)'
  context.beginPath()
  context.roundRect(x, y, width + size * 1.4, size * 1.8, size * 0.9)
  context.fill()
  context.fillStyle = '#f4f6f3'
  context.textBaseline = 'middle'
  context.fillText(mark, x + size * 0.7, y + size * 0.95)
}
