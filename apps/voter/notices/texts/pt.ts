/** Português. */
import type { NoticeTexts } from './shape.ts';

export const pt: NoticeTexts = {
  back: 'Voltar à votação',
  data: {
    title: 'Proteção de dados',
    intro:
      'O que se guarda sobre si quando vota aqui: onde, para quê, quem o pode ver e durante quanto tempo. Em resumo: sabe-se quem podia votar e quem votou, mas não como.',
    who: {
      heading: 'Quem é responsável',
      named: '{name} realiza a eleição e é responsável pelos seus dados.',
      unnamed: 'A organização que o convidou a votar realiza a eleição e é responsável pelos seus dados.',
      operators:
        'Outras organizações podem operar alguns dos servidores eleitorais, para que não seja preciso confiar numa só. O registo publicado da eleição indica quais.',
      help: 'A quem perguntar: {help}',
      office: 'A quem perguntar: à comissão eleitoral.',
    },
    kept: {
      heading: 'O que se guarda, onde e para quê',
      places: {
        office: {
          name: 'Comissão eleitoral',
          text: 'O caderno eleitoral: o seu identificador de eleitor, o boletim que lhe cabe e a chave pública do seu cartão. Serve para que cada eleitor tenha um voto. O seu nome e a sua morada não estão neste sistema: para as cartas vêm dos ficheiros da comissão e não ficam guardados aqui.',
        },
        administrators: {
          name: 'Administradores',
          text: 'O caderno eleitoral da eleição e, de cada eleitor que começou a votar, um voto ocultado com a assinatura do cartão. Serve para que ninguém vote duas vezes. O que diz um voto ocultado ninguém pode ver, nem os Administradores.',
        },
        distributors: {
          name: 'Distribuidores de boletins',
          text: 'Para cada cartão, o boletim que lhe cabe, para que receba o seu: sob um número feito a partir da chave do cartão, sem o seu identificador de eleitor.',
        },
        others: {
          name: 'Anonimizadores, Contadores e Fiduciários',
          text: 'Votos selados, que são abertos depois do fecho. Nada aí diz de quem são.',
        },
        record: {
          name: 'Registo publicado da eleição',
          text: 'Todos os votos, para que qualquer pessoa possa recontar, e nada que diga de quem são. Mostra em que boletim foi dado cada voto: onde muito poucos eleitores têm o mesmo boletim, isso pode mostrar como votaram. A comissão eleitoral é avisada disso.',
        },
        log: {
          name: 'Registo de auditoria da comissão eleitoral',
          text: 'O que os responsáveis fizeram, com o nome deles; quando dizia respeito a um só eleitor, como um cartão perdido, também o identificador de eleitor. Mostra que a eleição foi bem conduzida, e fica.',
        },
        card: {
          name: 'O seu cartão',
          text: 'O seu voto selado, até ter verificado no terminal, depois do fecho, que chegou, e os números das eleições em que votou. O cartão é seu e de mais ninguém.',
        },
        browser: {
          name: 'O seu navegador',
          text: 'A língua que escolher aqui, se escolher uma. Estas páginas não põem cookies e não carregam nada senão dos servidores eleitorais e do seu terminal.',
        },
        logs: {
          name: 'Diários dos servidores',
          text: 'Que tipo de pedido chegou e quando, sem endereços de rede e sem eleitores. Quem opera um servidor, ou a rede à frente dele, poderia registar os endereços que se ligam a ele.',
        },
      },
    },
    seen: {
      heading: 'Quem pode ver o quê',
      how: 'Como votou: ninguém, a não ser que mais servidores do que a eleição suporta ajam juntos contra as regras. Se o seu terminal for apenas um programa no seu computador, quem controlar esse computador também o pode ver.',
      whether: 'Se participou: os Administradores. A consola da comissão eleitoral mostra quantos, não quem.',
      roll: 'Quem está no caderno eleitoral: os responsáveis da comissão eleitoral e os Administradores.',
    },
    time: {
      heading: 'Durante quanto tempo',
      set: 'A partir de {days} dias depois do fim de uma eleição, a comissão eleitoral pode apagar os dados pessoais dela: o caderno eleitoral dessa eleição, na comissão e nos Administradores, a lista destes de quem participou, e o que têm os Distribuidores de boletins. Até lá podem ser precisos se o resultado for contestado. Cada servidor verifica por si que esse tempo passou, e confirma com a sua assinatura que apagou.',
      unset:
        'Não está fixado aqui um prazo depois do qual os dados pessoais de uma eleição podem ser apagados. Pergunte durante quanto tempo são guardados.',
      register:
        'Para eleições seguintes, a comissão guarda identificador de eleitor, boletim e chave do cartão enquanto tiver direito de voto.',
      stays: 'Os resultados e o registo publicado ficam.',
    },
    rights: {
      heading: 'Os seus direitos',
      text: 'Pode perguntar o que se guarda sobre si, pedir a correção de erros, pedir que se apague, e apresentar queixa à autoridade de proteção de dados competente para si.',
      limit:
        'Um voto dado não pode ser-lhe mostrado, alterado nem retirado: ninguém sabe dizer qual deles é o seu.',
    },
  },
  accessibility: {
    title: 'Acessibilidade',
    intro:
      'Quem tem direito de votar deve poder fazê-lo. Estas páginas, a consola da comissão eleitoral e a página do terminal emulado são feitas para cumprir as WCAG 2.2, nível AA. Aqui está o que foi testado e o que se sabe que não é suficiente.',
    tested: {
      heading: 'O que é testado',
      axe: 'As páginas nos estados por que passam um eleitor e um responsável, em cores claras e escuras, num ecrã largo e com uma largura de 320 píxeis, onde só as tabelas deslizam para o lado: por um programa (axe), que só consegue verificar uma parte das regras.',
      keyboard: 'Votar só com o teclado, nesta página e na página do terminal emulado.',
      names:
        'Os nomes que os leitores de ecrã dizem: é por eles que os testes encontram botões, campos e títulos, e o que muda por si é anunciado.',
      languages:
        'Quatro línguas, em todos os textos. Estas páginas não fixam tempo limite, e nada nelas se move ou pisca.',
    },
    limits: {
      heading: 'Limites conhecidos',
      people:
        'Ainda ninguém que dependa de um leitor de ecrã, de ampliação ou de outras ajudas testou estas páginas, e nenhuma entidade independente as avaliou.',
      emulated:
        'O terminal emulado mostra o seu visor de quatro linhas numa página e entrega-o como texto aos leitores de ecrã. É para eleições de teste: não protege nada do computador em que corre.',
      device:
        'Um terminal próprio tem um pequeno visor de quatro linhas com 20 caracteres e um teclado numérico, e não fala. Quem não o puder ler ou usar precisa de outra pessoa, que fica então a saber o voto.',
      timeout:
        'O terminal para quando não se carrega em nenhuma tecla durante alguns minutos. Não se perde nada do que foi confirmado com o PIN, mas a escolha recomeça.',
      letters:
        'As cartas com a impressão digital da eleição e com o PIN vêm em papel. Comparar a impressão digital é comparar 32 caracteres.',
    },
    report: {
      heading: 'Se alguma coisa o impede de votar',
      help: 'Diga-o, e pergunte o que mais se pode fazer: {help}',
      office: 'Diga-o à comissão eleitoral, e pergunte o que mais se pode fazer.',
    },
    date: 'Em 22 de novembro de 2026, segundo os testes que acompanham o programa.',
  },
};
