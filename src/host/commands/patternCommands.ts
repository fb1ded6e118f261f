import * as vscode from 'vscode';
import type { AnyPattern } from '../../core/patterns/contract';
import { fittingParameters } from '../../core/patterns/givenParameters';
import type { ActivityKind } from '../../core/patterns/session';
import type { SnippetMarker } from '../../core/snippets/marker';
import { doActivity } from '../actions/activities';
import { showLesson } from '../panels/lessonDocuments';
import { patternOf, textOf } from './arguments';
import type { CommandHandler, CommandServices } from './services';

type CodeName = 'insertSnippet' | 'previewSnippet' | 'scaffoldProject';
type Name = ActivityKind | CodeName | 'openPattern' | 'openMarked' | 'openLab' | 'showLesson';

export function patternCommands(services: CommandServices): Readonly<Record<Name, CommandHandler>> {
  const { connecting, sessions, labs } = services;
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
    async openMarked(argument) {
      const marker = argument as SnippetMarker;
      const pattern = await patternOf(services, marker.pattern, 'Open Lab');
      const connection = await connecting.required();
      const session = sessions.get(pattern, connection);
      const variant = session.variants().find(({ id }) => id === marker.variant);
      if (variant && variant.unavailable === undefined) session.setVariant(variant.id);
      const values = fittingParameters(pattern.parameters, marker.parameters);
      for (const [name, value] of Object.entries(values)) session.setParameter(name, value);
      labs.show(pattern.id, connection.profile.id);
    },
    async scaffold(argument) {
      await activity(await patternOf(services, argument, 'Scaffold'), 'scaffold');
    },
    async run(argument) {
      await shownActivity(await patternOf(services, argument, 'Run'), 'run');
    },
    async live(argument) {
      await shownActivity(await patternOf(services, argument, 'Simulate Traffic'), 'live');
    },
    async experiment(argument) {
      await shownActivity(await patternOf(services, argument, 'Run Experiment'), 'experiment');
    },
    async cleanUp(argument) {
      await activity(await patternOf(services, argument, 'Clean Up'), 'cleanUp');
    },
    ...codeCommands(services),
    showLesson: lesson,
  };
}

/** What brings a pattern's code to people's own files. */
function codeCommands(services: CommandServices): Readonly<Record<CodeName, CommandHandler>> {
  const { inserter, scaffolder } = services;
  return {
    async insertSnippet(argument) {
      await inserter.insert(await patternOf(services, argument, 'Insert Pattern Snippet'), {
        clientId: textOf(argument, 'client'),
        variantId: textOf(argument, 'variant'),
      });
    },
    async previewSnippet(argument) {
      await inserter.preview(await patternOf(services, argument, 'Preview Pattern Snippet'));
    },
    async scaffoldProject(argument) {
      const folder = textOf(argument, 'folder');
      await scaffolder.scaffold(await patternOf(services, argument, 'Scaffold Pattern into Workspace'), {
        clientId: textOf(argument, 'client'),
        form: textOf(argument, 'form'),
        folder: folder === undefined ? undefined : vscode.Uri.parse(folder, true),
      });
    },
  };
}
