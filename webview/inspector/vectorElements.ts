import type { EncodedBytes } from '../../src/protocol/bytes';
import { displayText } from '../../src/protocol/displayText';
import { el } from '../shared/dom';
import { button } from '../shared/toolkit';
import type { InspectorContext } from './context';
import { itemTable } from './itemTable';
import { fail } from './pages';

/** Some elements of a vector set by chance, and of each its nearest. They stay while what is known of the set changes. */
export function vectorElements({ store, part }: InspectorContext): HTMLElement {
  const found = el('div', { class: 'facts-items', attributes: { 'aria-live': 'polite' } });
  const show = (work: Promise<HTMLElement>): void => {
    work.then(
      (table) => {
        found.replaceChildren(table);
      },
      (error: unknown) => {
        fail(store, error);
      },
    );
  };
  const nearest = (element: EncodedBytes): HTMLElement =>
    button({
      ...{ action: 'nearest', label: 'Nearest', title: `The elements nearest to ${displayText(element.text, 100)}` },
      press: () => {
        show(
          part('vectorNeighbours', { element: element.base64 }).then((neighbours) =>
            neighbours
              ? itemTable(
                  [`Nearest to ${displayText(element.text, 100)}`, 'Similarity', ''],
                  neighbours.map((one) => [one.element.text, one.similarity, nearest(one.element)]),
                )
              : el('p', { class: 'quiet', text: `${displayText(element.text, 100)} is not there any more.` }),
          ),
        );
      },
    }).element;
  const sample = button({
    ...{ action: 'sample', label: 'Show some elements' },
    press: () => {
      show(
        part('vectorSample', null).then((elements) =>
          itemTable(
            ['Element by chance', ''],
            elements.map((element) => [element.text, nearest(element)]),
          ),
        ),
      );
    },
  });
  return el('div', {}, sample.element, found);
}
