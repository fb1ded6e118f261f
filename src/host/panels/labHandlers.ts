import * as vscode from 'vscode';
import type { AnyPattern } from '../../core/patterns/contract';
import { decodeBytes } from '../../protocol/bytes';
import type { LabContract } from '../../protocol/lab';
import type { Handlers } from '../../protocol/rpc';
import type { SnippetInserter } from '../actions/insertSnippet';
import { permitWrites } from '../actions/permission';
import { commandIds } from '../commands/ids';
import type { InspectorPanels } from './inspectorPanels';
import type { LabController } from './labController';
import { showLesson } from './lessonDocuments';

export interface LabHandlersOptions {
  readonly controller: LabController;
  readonly pattern: AnyPattern;
  readonly connectionId: string;
  readonly inserter: SnippetInserter;
  readonly inspectors: InspectorPanels;
}

/** What a lab's buttons do. Progress is shown by the lab itself, from the session's state. */
export function labHandlers(options: LabHandlersOptions): Handlers<LabContract> {
  return { load: () => options.controller.load(), ...activityHandlers(options), ...elsewhereHandlers(options) };
}

function activityHandlers({ controller }: LabHandlersOptions): Pick<Handlers<LabContract>, Activity> {
  return {
    setParameter({ name, value }) {
      controller.session.setParameter(name, value);
      return null;
    },
    setLoad({ name, value }) {
      controller.session.setLoad(name, value);
      return null;
    },
    setVariant({ variant }) {
      controller.session.setVariant(variant);
      return null;
    },
    async scaffold(_params, signal) {
      const { session } = controller;
      await permitWrites(session, 'scaffold');
      await session.scaffold(signal);
      return null;
    },
    async run(what, signal) {
      const { session } = controller;
      await permitWrites(session, 'run');
      await ('step' in what ? session.runStep(what.step, signal) : session.runRest(signal));
      return null;
    },
    async live({ rate }, signal) {
      const { session } = controller;
      await permitWrites(session, 'live');
      await session.runLive(rate, signal);
      return null;
    },
    steerLive(change) {
      controller.session.steerLive(change);
      return null;
    },
    async experiment(_params, signal) {
      const { session } = controller;
      await permitWrites(session, 'experiment');
      await session.runExperiment(signal);
      return null;
    },
    async cleanUp(_params, signal) {
      const { session } = controller;
      await permitWrites(session, 'cleanUp');
      await session.cleanUp(signal);
      return null;
    },
    stop() {
      controller.session.stop();
      return null;
    },
  };
}

type Activity =
  | 'setParameter'
  | 'setLoad'
  | 'setVariant'
  | 'scaffold'
  | 'run'
  | 'live'
  | 'steerLive'
  | 'experiment'
  | 'cleanUp'
  | 'stop';
type Elsewhere = Exclude<keyof LabContract['requests'], Activity | 'load'>;

/** What leads out of the lab. */
function elsewhereHandlers(options: LabHandlersOptions): Pick<Handlers<LabContract>, Elsewhere> {
  const { controller, pattern, connectionId, inserter, inspectors } = options;
  return {
    async insertSnippet({ client }) {
      // The lab's own session: another connection may be the active one.
      await inserter.insert(pattern, { clientId: client, session: controller.shown });
      return null;
    },
    async scaffoldProject({ client }) {
      await vscode.commands.executeCommand(commandIds.scaffoldProject, { patternId: pattern.id, client });
      return null;
    },
    async copyText({ text }) {
      await vscode.env.clipboard.writeText(text);
      return null;
    },
    openKey({ base64 }) {
      inspectors.follow(connectionId, Buffer.from(decodeBytes({ base64 })));
      return null;
    },
    async openLesson() {
      await showLesson(pattern);
      return null;
    },
    async reconnect() {
      // It asks for a password that is kept nowhere.
      await vscode.commands.executeCommand(commandIds.connect, connectionId);
      return null;
    },
    async editConnection() {
      await vscode.commands.executeCommand(commandIds.editConnection, connectionId);
      return null;
    },
    async showLog() {
      await vscode.commands.executeCommand(commandIds.showLog);
      return null;
    },
  };
}
