import type { Command, Reply } from './reply';
import { ReplyError } from './reply';

/** What commands are written to: a link, or a way of using one. */
export interface Wire {
  write(commands: readonly Command[]): Promise<Reply>[];
  /** The link itself, when this is a way of using one. */
  readonly link?: Wire;
}

/** Those of the commands asked for together that go over one wire: one round trip. */
export interface Share {
  readonly wire: Wire;
  /** Places among the commands asked for, ascending. */
  readonly indexes: readonly number[];
}

/** Where the commands of a cluster go. */
export interface Router {
  /**
   * The shares that the commands are split into, all of them to the node of that id when one is given. Throws `CROSS_SLOT`,
   * or `INVALID_INPUT` for a command that is about one node when no node is given.
   */
  route(commands: readonly Command[], nodeId: string | undefined): readonly Share[];
  /**
   * What of a share has to be sent again, and where: what the cluster answered with a redirection, which means that it was
   * not carried out. Empty when the replies stand. `attempt` counts from 0; there is a last one.
   */
  redirect(
    commands: readonly Command[],
    share: Share,
    replies: readonly (Reply | ReplyError)[],
    attempt: number,
  ): Promise<readonly Share[]>;
}

type Answers = (Reply | ReplyError)[];

/**
 * Sends the commands the ways that `router` gives them and follows redirections, until each has its answer; answers in
 * their order. All first writes are done before it returns. Sends nothing again once `over` says that nobody waits.
 */
export async function sendRouted(
  router: Router,
  commands: readonly Command[],
  nodeId: string | undefined,
  exchange: (wire: Wire, commands: readonly Command[]) => Promise<Answers>,
  over: () => boolean,
): Promise<Answers> {
  const answers: (Reply | ReplyError | undefined)[] = commands.map(() => undefined);
  let failed = false;
  const settle = async (share: Share, attempt: number): Promise<void> => {
    const replies = await exchange(share.wire, pick(commands, share.indexes));
    for (const [at, index] of share.indexes.entries()) {
      // Of a command that went to every node, a refusal counts more than any other answer.
      if (attempt > 0 || !(answers[index] instanceof ReplyError)) answers[index] = replies[at] ?? null;
    }
    const again = await router.redirect(commands, share, replies, attempt);
    if (over() || failed) return;
    await Promise.all(again.map((next) => settle(next, attempt + 1)));
  };
  try {
    await Promise.all(router.route(commands, nodeId).map((share) => settle(share, 0)));
  } catch (error) {
    failed = true;
    throw error;
  }
  return answers.map((answer) => answer ?? null);
}

function pick(commands: readonly Command[], indexes: readonly number[]): readonly Command[] {
  if (indexes.length === commands.length) return commands;
  return indexes.flatMap((index) => {
    const command = commands[index];
    return command ? [command] : [];
  });
}
