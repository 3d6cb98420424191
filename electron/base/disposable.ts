/** Something that was opened and has to be closed. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void
}

/** Owns disposables and closes them in reverse order of opening. */
export class DisposableStore implements Disposable {
  private readonly items: Disposable[] = []
  private disposed = false

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose()
    else this.items.push(item)
    return item
  }

  defer(dispose: () => void): void {
    this.add({ dispose })
  }

  dispose(): void {
    if (this.disposed) return
    this.disposed = true
    for (const item of this.items.splice(0).reverse()) item.dispose()
  }
}
