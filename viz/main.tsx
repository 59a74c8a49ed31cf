/** Puts the page into its document. */
import { render } from 'preact';
import { App } from './app.tsx';
import './style/tokens.css';
import './style/head.css';
import './style/dialog.css';
import './style/page.css';
import './style/side.css';
import './style/drawing.css';
import './style/play-head.css';

try {
  const theme = localStorage.getItem('theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's choice of light or dark holds.
}
const page = document.getElementById('page');
if (page) render(<App />, page);
