import type { Disposable } from '../../base/disposables';
import { Emitter } from '../../base/events';
import type { SideLink } from '../../redis/sideLink';

/** The links of one ear. They are of no use without each other: when one is lost, all are closed. */
export class EarLinks implements Disposable {
  private readonly links = new Set<SideLink>();
  private readonly lost = new Emitter<void>();
  private over = false;

  constructor(private readonly openLink: () => Promise<SideLink>) {}

  readonly onLost = this.lost.event;

  async open(): Promise<SideLink> {
    const link = await this.openLink();
    if (this.over) {
      link.dispose();
      return link;
    }
    this.links.add(link);
    link.onClosed(() => {
      if (this.links.has(link)) this.lose();
    });
    return link;
  }

  /** Closes one that is not needed any more. */
  close(link: SideLink): void {
    this.links.delete(link);
    link.dispose();
  }

  /** A link that does not answer closes itself, and is lost then. */
  async check(): Promise<void> {
    await Promise.allSettled([...this.links].map((link) => link.pipeline([['PING']])));
  }

  dispose(): void {
    this.over = true;
    for (const link of [...this.links]) this.close(link);
    this.lost.dispose();
  }

  private lose(): void {
    const { lost } = this;
    for (const link of [...this.links]) this.close(link);
    this.over = true;
    lost.fire();
  }
}
