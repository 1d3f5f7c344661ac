import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  roll: {
    heading: 'Caderno eleitoral',
    intro:
      'Quem pode votar, e com que modelo de boletim. O caderno de uma eleição fica fixado quando ela é criada.',
    import: 'Importar eleitores',
    format:
      'Um ficheiro CSV com as colunas “voter” e “style”. Os identificadores têm de 1 a 64 letras, algarismos, pontos, hífenes ou sublinhados. Quem já lá está mantém o cartão e recebe o novo modelo; ninguém é removido.',
    example: 'Descarregar um exemplo',
    file: 'Caderno (CSV, UTF-8)',
    reading: 'A verificar {file} …',
    notUtf8:
      '{file} não é texto em UTF-8. Guarde-o na folha de cálculo como “CSV UTF-8” e escolha-o de novo.',
    tooLarge: '{file} tem mais de 32 MiB. Divida-o e importe as partes uma após outra.',
    previewOf: 'O que há em {file}',
    counts: '{voters} eleitores: {added} novos, {changed} com outro modelo, {same} sem mudança.',
    styles: 'Eleitores por modelo',
    style: 'Modelo',
    voters: 'Eleitores',
    sample: 'As primeiras linhas',
    line: 'Linha',
    voter: 'Eleitor',
    problems: '{number} linhas não se podem ler. Nada é importado.',
    problemsText: 'Corrija o ficheiro e escolha-o de novo: é importado por inteiro ou não é importado.',
    problemsShown: 'As primeiras {shown} de {number}',
    reason: 'O que está errado',
    doImport: 'Importar {voters} eleitores',
    cancel: 'Não importar',
    imported: 'Foram importados {voters} eleitores.',
    list: 'Eleitores no caderno',
    none: 'Ainda não há eleitores.',
    noneFound: 'Nenhum eleitor corresponde.',
    search: 'Procurar um eleitor ou um modelo',
    card: 'Cartão',
    cards: 'Eleitores mostrados',
    all: 'Todos',
    with: 'Com cartão',
    without: 'Sem cartão',
    hasCard: 'feito',
    noCard: 'nenhum',
    found: '{number} eleitores',
    page: 'Página {page} de {pages}',
    previous: 'Página anterior',
    next: 'Página seguinte',
  },
};
