import type { RespClient } from '../support/servers/respClient';

/** How many commands the server was given so far, by whomever; asking is one of them, counted the next time. */
export async function commandsOf(client: RespClient): Promise<number> {
  const stats = String(await client.text('INFO', 'stats'));
  return Number(/total_commands_processed:(\d+)/.exec(stats)?.[1]);
}
