/** By the user that a key is looked at as: what is refused to it leaves it the next way. */
const MAY = { tracking: '+@all', notifications: '+@all -client', polling: '+@all -client -subscribe' } as const;

/** How changes are heard of; each is the name of a user, with the password `pw`, that has only this way. */
export const WAYS = ['tracking', 'notifications', 'polling'] as const;

export const WATCHED_SERVER = {
  aclUsers: WAYS.map((way) => `${way} on >pw ~* &* ${MAY[way]}`),
  args: ['--notify-keyspace-events', 'KA'],
};
