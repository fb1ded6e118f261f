import { el } from '../shared/dom';
import { tabs } from '../shared/tabs';
import { actionBar } from './actionBar';
import { blocksView } from './blocksView';
import { codeTab } from './codeTab';
import { compareTab } from './compareTab';
import { connectionBanner } from './connectionBanner';
import { experimentView } from './experimentView';
import { headerView } from './headerView';
import { keysTab } from './keysTab';
import { lessonTab } from './lessonTab';
import type { LabContext } from './model';
import { parametersView } from './parametersView';
import { problemView } from './problemView';
import { searchBoxes } from './searchBox';
import { stepsView } from './stepsView';
import { traceTab } from './traceTab';
import { trafficView } from './trafficView';

/** The whole lab: what happens on the left, how it is done on the right. */
export function labView(given: Omit<LabContext, 'showCode'>): HTMLElement {
  const code = codeTab(given);
  const showCode = (step: string): void => {
    how.show('code');
    code.show(step);
  };
  const context: LabContext = { ...given, showCode };
  const how = tabs(
    'How it is done',
    [
      { id: 'trace', title: 'Trace', content: traceTab(context) },
      { id: 'keys', title: 'Keys', content: keysTab(context) },
      { id: 'code', title: 'Code', content: code.element },
      { id: 'compare', title: 'Compare', content: compareTab(context) },
      { id: 'lesson', title: 'Lesson', content: lessonTab(context) },
    ],
    given.kept.tab,
    (tab) => {
      given.keep({ tab });
    },
  );
  const what = el(
    'div',
    { class: 'what' },
    searchBoxes(context),
    blocksView(context),
    trafficView(context),
    stepsView(context),
    experimentView(context),
    parametersView(context),
  );
  const main = el('main', { class: 'columns' }, what, el('div', { class: 'how' }, how.element));
  given.store.watch(['connection', 'live', 'trace'], ({ connection, live, trace }) => {
    main.classList.toggle('stale', connection.state !== 'ready');
    how.setCount('keys', live && live.keys.length > 0 ? String(live.keys.length) : '');
    how.setCount('trace', trace.length > 0 ? String(trace.length) : '');
  });
  const header = el('header', { class: 'lab-header' }, headerView(context), actionBar(context));
  return el('div', { class: 'lab' }, header, connectionBanner(context), problemView(context), main);
}
