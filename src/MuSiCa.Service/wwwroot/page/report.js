// What is told in words: the table of faces, notes on those that are uncertain, problems.
import { apart } from './shapes.js';
import { percent } from './view.js';

const element = (id) => document.getElementById(id);

function make(tag, text, className = '') {
  return Object.assign(document.createElement(tag), { textContent: text, className });
}

const reasons = {
  confident: 'good enough',
  exhausted: 'all stages ran',
  budget: 'as many stages as allowed',
  deadline: 'out of time',
};

export function showProblem(failure) {
  element('problem').hidden = !failure;
  element('problem').replaceChildren(...(failure ? [make('strong', failure.title ?? 'Something went wrong'), failure.message] : []));
}

/** Shows the faces of an answer; `whole` is the answer with all stages, where it is there. */
export function showFaces(model, answer, whole) {
  const faces = answer?.faces ?? [];
  element('facesBox').hidden = faces.length === 0;
  element('faces').replaceChildren(...faces.map((face, i) => row(face, i, model.stages.length)));
  const summary = answer ? summarize(model, answer, whole) : 'None yet.';
  if (element('summary').textContent !== summary) element('summary').textContent = summary;
  const notes = answer ? [...faces.flatMap((face, i) => note(model, face, i)), ...(faces.length ? [] : [nobody(answer)])] : [];
  const shown = element('notes');
  if (shown.textContent !== notes.join('')) shown.replaceChildren(...notes.map((text) => make('p', text, 'note')));
}

function row(face, i, stages) {
  const line = make('tr', '', face.status);
  line.append(
    make('td', face.trackId ? `#${face.trackId}` : String(i + 1)), make('td', `${face.stages} of ${stages}`), make('td', reasons[face.exit] ?? face.exit),
    make('td', percent(face.predictedError) + (face.status === 'uncertain' ? ', uncertain' : '')), make('td', degrees(face.pose)));
  return line;
}

const degrees = (pose) => (pose ? [pose.yaw, pose.pitch, pose.roll].map((angle) => `${Math.round(angle)}°`).join(', ') : '–');

function summarize(model, answer, whole) {
  const count = answer.faces.length;
  if (count === 0) return 'No face in this photo.';
  const ran = answer.faces.reduce((sum, face) => sum + face.stages, 0);
  const most = count * model.stages.length;
  const text = `${count === 1 ? 'One face' : `${count} faces`}, ${ran} of ${most} stages ran.`;
  const moved = whole?.faces.length === count
    ? answer.faces.map((face, i) => apart(model.landmarks, face, whole.faces[i])).filter((far) => far !== null) : [];
  if (moved.length === 0 || ran === most) return text;
  const mean = moved.reduce((sum, far) => sum + far, 0) / moved.length;
  return `${text} Running all of them would move the landmarks by ${percent(mean)} of the distance between the eyes on average.`;
}

function note(model, face, i) {
  const notes = [];
  if (face.status === 'uncertain') {
    notes.push(`Face ${i + 1} is uncertain: after its last stage the model still expects an error of ${percent(face.predictedError)}, above `
      + `its limit of ${percent(model.exit.finalThreshold)}. Perhaps it is covered, turned away, blurred or very small, or no face at all. `
      + 'Do not rely on these landmarks.');
  }
  if (face.degraded) notes.push(`Face ${i + 1} left earlier than asked: the service is busy and saves work (degraded mode).`);
  return notes;
}

const nobody = ({ image }) => `No face was found. By default faces under ${Math.round(Math.max(image.width, image.height) / 20)} pixels are `
  + 'not looked for; the query parameter minFace asks for smaller ones.';
