import type { LiveTraffic } from '../contract';
import type { ParameterValues } from '../parameters';
import { CLIENTS, FOLLOWED } from './clients';
import type { parameters } from './parameters';
import { request } from './requests';

export const live: LiveTraffic<ParameterValues<typeof parameters>> = {
  title: 'Clients make requests; some make many more than others, and nobody waits when refused.',
  unit: 'requests',
  rate: { default: 8, max: 500 },
  async events(context, count) {
    const { random, parameters: values } = context;
    const clients = Array.from(
      { length: count },
      () => CLIENTS[Math.floor(random.next() ** 2 * values.clients)] ?? FOLLOWED,
    );
    const decisions = await request(context, clients);
    const admitted = decisions.filter(({ allowed }) => allowed).length;
    return { Admitted: admitted, Refused: decisions.length - admitted };
  },
};
