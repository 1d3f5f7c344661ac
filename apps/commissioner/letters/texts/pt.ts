import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  letters: {
    language: 'Língua das cartas',
    languageHelp: 'Para eleitores cujo endereço não indica nenhuma.',
    addresses: 'Nomes e endereços (facultativo)',
    addressesHelp:
      'Um ficheiro CSV com as colunas «voter», «name», «language» e as que começam por «address». Serve só para estas cartas e não é guardado em lado nenhum. Sem ele, o identificador do eleitor fica na janela do envelope.',
    addressesFrom: 'Endereços de {file}',
    noAddresses: 'Sem endereços',
    making: 'A preparar as cartas …',
    notices: 'Cartas aos eleitores',
    noticesText:
      'O aviso de eleição indica as datas, a página da eleição, a impressão digital a comparar, como votar e quem ajuda. Envie-o em papel: um computador hostil não o pode alterar.',
    voter: 'Só para um eleitor',
    voterHelp: 'O identificador do eleitor; vazio: para todos os eleitores.',
    makeNotices: 'Avisos de eleição (PDF)',
    makeCoverList: 'Lista de acompanhamento (PDF)',
    makeMailMerge: 'Dados para impressão em série (CSV)',
    made: 'As cartas estão na pasta das transferências.',
    pinLetters: 'Cartas do PIN',
    pinLettersText:
      'O posto escreve as cartas na sua própria pasta, onde as imprime. Os PIN nunca passam por esta página. Quando todas tiverem saído bem, destrua os dígitos: então só os eleitores os têm.',
    waiting: 'Cartas do PIN ainda não destruídas: {number}',
    writePdf: 'Escrevê-las em PDF',
    writeCsv: 'Escrevê-las em CSV para outro programa',
    written: 'Cartas do PIN escritas: {number}',
    writtenText:
      'Imprima os dois ficheiros, as cartas em envelopes fechados, e envie-as separadas dos cartões. Se alguma sair mal, escreva-as de novo.',
    destroy: 'Destruir os dígitos',
    destroyTitle: 'Saíram bem todas as cartas do PIN?',
    destroyText:
      'As cartas escritas ({number}) são apagadas do posto com os seus PIN e PUK. Não se pode desfazer: um eleitor que perca a carta precisa de um novo cartão.',
    destroyed: 'Cartas do PIN apagadas com os seus dígitos: {number}',
  },
};
