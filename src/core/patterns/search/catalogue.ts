import type { Random } from '../../base/random';
import { seededRandom } from '../../base/random';

export interface Product {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly price: number;
}

interface Shelf {
  readonly adjectives: readonly string[];
  readonly things: readonly string[];
  readonly uses: readonly string[];
  readonly price: readonly [lowest: number, highest: number];
}

const SHELVES: Readonly<Record<string, Shelf>> = {
  'Computers & Tablets': {
    adjectives: ['Slim', 'Powerful', 'Silent', 'Rugged', 'Touchscreen', 'Refurbished'],
    things: ['Laptop', 'Gaming Laptop', 'Mini Computer', 'Tablet', 'Desktop Computer'],
    uses: ['developers who travel', 'working from home', 'video calls', 'playing with friends', 'students'],
    price: [250, 2900],
  },
  Accessories: {
    adjectives: ['Wireless', 'Compact', 'Ergonomic', 'Folding', 'Backlit', 'Magnetic'],
    things: ['Laptop Charger', 'Laptop Stand', 'Mouse', 'Keyboard', 'Laptop Dock', 'Webcam'],
    uses: ['any laptop', 'tablets and phones', 'small desks', 'laptops with two screens', 'long days at work'],
    price: [9, 240],
  },
  Audio: {
    adjectives: ['Wireless', 'Noise Cancelling', 'Portable', 'Studio', 'Waterproof'],
    things: ['Headphones', 'Speaker', 'Earphones', 'Microphone', 'Record Player'],
    uses: ['running', 'open offices', 'parties', 'podcasts', 'listening to a laptop without cables'],
    price: [19, 690],
  },
  Network: {
    adjectives: ['Fast', 'Dual Band', 'Outdoor', 'Secure', 'Small'],
    things: ['Wi-Fi Router', 'Wi-Fi Repeater', 'Network Switch', 'Wireless Adapter', 'Modem'],
    uses: ['large houses', 'many devices', 'a laptop in the garden', 'game consoles', 'thick walls'],
    price: [15, 380],
  },
  Furniture: {
    adjectives: ['Adjustable', 'Oak', 'Folding', 'Padded', 'Standing'],
    things: ['Desk', 'Office Chair', 'Lap Desk', 'Bookshelf', 'Desk Lamp'],
    uses: ['children', 'reading in bed', 'healthy backs', 'narrow rooms', 'hidden cables'],
    price: [25, 1200],
  },
  Kitchen: {
    adjectives: ['Cast Iron', 'Steel', 'Quiet', 'Ceramic', 'Copper'],
    things: ['Pan', 'Coffee Machine', 'Kettle', 'Knife', 'Storage Boxes'],
    uses: ['families', 'quick breakfasts', 'overlapping shifts', 'baking on Sundays', 'open kitchens'],
    price: [8, 850],
  },
  Outdoors: {
    adjectives: ['Light', 'Waterproof', 'Insulated', 'Solar', 'Warm'],
    things: ['Tent', 'Backpack', 'Sleeping Bag', 'Camping Stove', 'Solar Panel'],
    uses: ['long hikes', 'carrying a laptop and a lunch', 'winter nights', 'festivals', 'charging batteries'],
    price: [18, 720],
  },
  'Toys & Games': {
    adjectives: ['Wooden', 'Classic', 'Cooperative', 'Colourful', 'Electric'],
    things: ['Train', 'Board Game', 'Puzzle', 'Building Blocks', 'Robot'],
    uses: ['curious children', 'rainy afternoons', 'two to six players', 'learning to program', 'grandparents'],
    price: [7, 260],
  },
};

export const CATEGORIES: readonly string[] = Object.keys(SHELVES);

const MATERIALS = ['recycled aluminium', 'bamboo', 'soft rubber', 'brushed steel', 'linen', 'clear glass'];
const PROMISES = ['Batteries included', 'Repairable at home', 'Ships flat', 'Five years of warranty', 'Made to order'];

/** The n-th product of the catalogue, counted from 1; the same in every run. */
export function productAt(n: number): Product {
  const random = seededRandom(7919 * n);
  // The first numbers of neighbouring seeds are alike.
  random.next();
  return makeProduct(random);
}

/** A product as any other: what adds to the catalogue while it is searched. */
export function makeProduct(random: Random): Product {
  const category = pick(random, CATEGORIES);
  const { adjectives, things, uses, price } = shelfOf(category);
  const thing = pick(random, things);
  const [lowest, highest] = price;
  const cents = Math.round(100 * (lowest + (highest - lowest) * random.next() ** 2));
  const model = `${String.fromCharCode(65 + Math.floor(26 * random.next()))}${String(10 + Math.floor(90 * random.next()))}`;
  return {
    name: `${pick(random, adjectives)} ${thing} ${model}`,
    description: `Made of ${pick(random, MATERIALS)} for ${pick(random, uses)}. ${pick(random, PROMISES)}.`,
    category,
    price: cents / 100,
  };
}

/** The name without the model's number: what one would offer to complete. */
export function nameWithoutModel({ name }: Product): string {
  return name.slice(0, name.lastIndexOf(' '));
}

function shelfOf(category: string): Shelf {
  const shelf = SHELVES[category];
  if (!shelf) throw new RangeError(`there is no category "${category}"`);
  return shelf;
}

function pick(random: Random, texts: readonly string[]): string {
  return texts[Math.floor(random.next() * texts.length)] ?? '';
}
