/** Whose requests are limited. The first is the one that the view follows. */
export const CLIENTS = ['ada', 'ben', 'cleo', 'dana', 'eli'] as const;

export type Client = (typeof CLIENTS)[number];

export const FOLLOWED: Client = CLIENTS[0];
