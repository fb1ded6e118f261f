import type { AnyPattern } from '../../core/patterns/contract';
import type { ActivityKind } from '../../core/patterns/session';
import { doActivity } from '../actions/activities';
import { insertSnippet } from '../actions/insertSnippet';
import { showLesson } from '../panels/lessonDocuments';
import { patternOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

type Name = ActivityKind | 'openPattern' | 'openLab' | 'insertSnippet' | 'showLesson';

export function patternCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { connecting, sessions, labs, editors } = services;
  const activity = async (pattern: AnyPattern, kind: ActivityKind): Promise<void> => {
    const connection = await connecting.required();
    await doActivity(sessions.get(pattern, connection), kind);
  };
  /** For what is worth seeing while it happens. */
  const shownActivity = async (pattern: AnyPattern, kind: ActivityKind): Promise<void> => {
    const connection = await connecting.required();
    labs.show(pattern.id, connection.profile.id, true);
    await doActivity(sessions.get(pattern, connection), kind);
  };
  const openLab: CommandHandler = async (argument) => {
    const pattern = await patternOf(services, argument, 'Open Lab');
    const connection = await connecting.required();
    labs.show(pattern.id, connection.profile.id);
  };
  const lesson: CommandHandler = async (argument) => {
    await showLesson(await patternOf(services, argument, 'Show Lesson'));
  };
  return {
    // Without a connection the lesson is what there is to see. Decided at the click: the row may be older than the state.
    openPattern: (argument) => (services.connections.active ? openLab(argument) : lesson(argument)),
    openLab,
    async scaffold(argument) {
      await activity(await patternOf(services, argument, 'Scaffold'), 'scaffold');
    },
    async run(argument) {
      await shownActivity(await patternOf(services, argument, 'Run'), 'run');
    },
    async experiment(argument) {
      await shownActivity(await patternOf(services, argument, 'Run Experiment'), 'experiment');
    },
    async cleanUp(argument) {
      await activity(await patternOf(services, argument, 'Clean Up'), 'cleanUp');
    },
    async insertSnippet(argument) {
      await insertSnippet(await patternOf(services, argument, 'Insert Pattern Snippet'), editors);
    },
    showLesson: lesson,
  };
}
