import type { Translated } from '../../../shared/i18n.ts';
import type { en } from './en.ts';

export const pt: Translated<typeof en> = {
  audit: {
    heading: 'Registo de auditoria',
    intro:
      'Todos os atos de todos os responsáveis, por ordem. Só se acrescentam entradas, e cada uma contém o hash da anterior: nenhuma pode ser alterada ou retirada sem que se note.',
    head: 'Hash da entrada mais recente',
    headText:
      'Anote este hash com regularidade, junto com o número de entradas, fora deste serviço: imprima-o, envie-o aos auditores. Quem tiver um hash anterior pode mais tarde saber se algo antes dele foi alterado. Para verificar um registo exportado:',
    total: '{total} entradas',
    onBoard:
      'No quadro: {total} entradas, depositadas em {time}. Já não podem ser alteradas sem que se note.',
    notOnBoard: 'Ainda não está no quadro: o hash é lá depositado enquanto uma eleição está aberta.',
    rewritten: 'Este registo não é o que o quadro conhece',
    rewrittenText:
      'Em {time} tinha {total} entradas, e a mais recente tinha outro hash: desde então foi cortado, reescrito ou substituído por uma cópia antiga. Deixe o ficheiro como está, pergunte quem teve acesso a esta máquina e compare registos exportados: «revs audit verify audit.jsonl --dir DEPLOYMENT» indica a primeira linha diferente.',
    export: 'Exportar o registo',
    caption: 'Entradas, da mais recente para a mais antiga',
    number: 'N.º',
    time: 'Hora',
    officer: 'Responsável',
    action: 'Ato',
    detail: 'Pormenores',
    outcome: 'Desfecho',
    empty: 'Ainda nada foi feito.',
    newer: 'Mais recentes',
    older: 'Mais antigas',
    shown: '{from} a {to} de {total}',
    token: 'linha de comandos ou posto de personalização',
    unknownName: 'nome desconhecido',
    begun: 'iniciado',
    done: 'feito',
    actions: {
      'session/start': 'Início de sessão',
      'session/end': 'Fim de sessão',
      'officer/passphrase': 'Mudança da própria frase-passe',
      'officer/add': 'Novo responsável',
      'officer/role': 'Mudança da função de um responsável',
      'officer/remove': 'Remoção de um responsável',
      'officer/unlock': 'Fim do bloqueio de um responsável',
      'roll/preview': 'Consulta de um caderno eleitoral',
      'roll/import': 'Importação do caderno eleitoral',
      'roll/add-test': 'Criação de eleitores de teste',
      'roll/remove': 'Remoção de um eleitor do caderno',
      'card/register': 'Registo de um cartão',
      'device/certify': 'Certificação de um cartão ou terminal',
      'election/create': 'Criação de uma eleição',
      'election/open': 'Abertura da eleição',
      'election/close': 'Fim da votação',
      'election/tally': 'Contagem dos votos',
      'election/delete': 'Eleição de teste apagada',
      'election/publish': 'Publicação dos resultados',
    },
  },
};
