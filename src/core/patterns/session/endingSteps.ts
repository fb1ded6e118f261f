import { CodedError } from '../../base/errors';
import { asArray, asNumber, asOptionalText, asText } from '../../redis/reply';
import { runScript } from '../../redis/scripts';
import type { Source } from '../blocks';
import type { Step } from '../contract';
import { read, readAll } from '../kit/read';
import { directoryOf } from './directory';
import { otpKey } from './hashStore';
import { logIn, logInAll, logOut } from './logins';
import type { SessionContext, SessionValues } from './parameters';
import { lifetimes } from './parameters';
import { userAt } from './people';
import { otpScript } from './scripts';
import { serverNow } from './serverTime';
import { storeOf } from './stores';

type SessionStep = Step<SessionValues>;

const DEVICES = 3;

export const devices: SessionStep = {
  id: 'devices',
  title: 'The sessions of one user are a list, not a search',
  teaches:
    'A sorted set by user names the sessions, scored by when they end at the latest. It lies in the slot of the user and the sessions in slots of their own, so load spreads; without it one would have to SCAN all keys.',
  region: 'devices',
  async run(context) {
    const user = userAt(3);
    await logInAll(context, Array<typeof user>(DEVICES).fill(user));
    const { sids, source } = await listed(context, user.uid);
    const there = await alive(context, sids);
    return {
      summary: `${user.name} logged in on ${String(DEVICES)} more devices: the list names ${String(sids.length)} sessions, of which ${String(there)} are there.`,
      figures: [
        { label: 'On the list', value: sids.length, unit: 'sessions', source },
        { label: 'There', value: there, unit: 'sessions' },
      ],
    };
  },
};

export const logOutOne: SessionStep = {
  id: 'logOut',
  title: 'A logout ends one session, now',
  teaches:
    'UNLINK ends the session with its cart in one command: they share a hash tag. The next request finds nothing, wherever it arrives. A signed token could not be taken back like this.',
  region: 'logout',
  async run(context) {
    const user = userAt(4);
    const [first = '', second = ''] = await logInAll(context, [user, user]);
    const ended = await logOut(context, user.uid, [first]);
    const [gone, stays] = await Promise.all([alive(context, [first]), alive(context, [second])]);
    return {
      summary: `${String(ended)} session of ${user.name} ended; ${String(stays)} on another device goes on, ${String(gone)} came back.`,
      figures: [
        { label: 'Ended', value: ended },
        { label: 'The other device', value: stays === 1 ? 'logged in' : 'logged out' },
      ],
    };
  },
};

export const logOutEverywhere: SessionStep = {
  id: 'logOutEverywhere',
  title: 'Log out everywhere, after a new password',
  teaches:
    'The list names every session of the user; each is ended in its own slot, in one round trip. Only what was read is taken off the list, so a login that comes in between stays on it.',
  region: 'logoutEverywhere',
  async run(context) {
    const user = userAt(5);
    await logInAll(context, Array<typeof user>(DEVICES).fill(user));
    const { sids } = await listed(context, user.uid);
    const ended = await logOut(context, user.uid, sids);
    const there = await alive(context, sids);
    const after = await listed(context, user.uid);
    return {
      summary: `${String(ended)} sessions of ${user.name} ended; ${String(there)} are left, and ${String(after.sids.length)} on the list.`,
      figures: [
        { label: 'Ended', value: ended, unit: 'sessions' },
        {
          label: 'Left on the list',
          value: after.sids.length,
          tone: after.sids.length === 0 ? 'good' : 'bad',
          source: after.source,
        },
      ],
    };
  },
};

export const oneTimeCode: SessionStep = {
  id: 'otp',
  title: 'A one-time code expires before its session',
  teaches:
    'A field may have a TTL of its own (Redis 7.4, Valkey 9). A plain HSET on it takes the TTL away, so the script sets both together. Where the server has no such command, the code gets a key of its own in the same slot.',
  region: 'otp',
  variants: ['hash'],
  async run(context) {
    const { redis, keys, signal, random } = context;
    const store = storeOf(context);
    const sid = await logIn(context, userAt(6));
    const [session] = store.keys(sid);
    const own = otpKey(keys, sid);
    const code = String(Math.floor(random.next() * 1e6)).padStart(6, '0');
    const where = asOptionalText(
      await runScript(redis, otpScript, [session, own], [code, lifetimes(context).codeMs], { signal }),
    );
    if (where === undefined) throw new CodedError('INTERNAL', 'The session that was just made is gone.');
    const inField = where === 'field';
    const { reply, source } = await read(context, inField ? ['HPTTL', session, 'FIELDS', 1, 'otp'] : ['PTTL', own]);
    const left = Math.ceil(asNumber(inField ? (asArray(reply)[0] ?? null) : reply) / 1000);
    return {
      summary: inField
        ? `The code lies in the session and expires in ${String(left)} s; the session goes on without it.`
        : `This server has no TTLs of fields (HPEXPIRE), so the code lies in a key of its own and expires in ${String(left)} s.`,
      figures: [{ label: 'The code expires in', value: left, unit: 's', source }],
    };
  },
};

async function listed(context: SessionContext, uid: string): Promise<{ sids: string[]; source: Source }> {
  const { reply, source } = await read(context, directoryOf(context).sessionsOf(uid, await serverNow(context)));
  return { sids: asArray(reply).map(asText), source };
}

/** How many of the sessions are there: the list may name some that are over. */
async function alive(context: SessionContext, sids: readonly string[]): Promise<number> {
  const store = storeOf(context);
  const found = await readAll(
    context,
    sids.map((sid) => ['EXISTS', store.keys(sid)[0]] as const),
  );
  return found.reduce((sum, { reply }) => sum + asNumber(reply), 0);
}
