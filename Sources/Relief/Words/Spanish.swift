/// What is said to people in Spanish.
enum Spanish {
    static let issues: [Issue.Sort: Words] = [
        .belowZero: Words(
            "Se entregó más de lo que consta que había aquí.",
            "Registre lo que entró y no se anotó, o cuente la estantería."),
        .beyondApproval: Words(
            "Se enviaron bienes que ninguna aprobación permite, o más de lo permitido.",
            "Haga aprobar un pedido para ellos, o corrija el envío."),
        .promisedBeyond: Words(
            "Se ha prometido más de lo que hay aquí.",
            "Cierre un pedido, libere una reserva o traiga más."),
        .differs: Words(
            "Lo que llegó no es lo que se envió.",
            "Pregunte a ambos centros; corrija al que se equivocó, dé de baja lo perdido o "
                + "acéptelo."),
        .countDoubt: Words(
            "Algo ocurrió antes de un recuento y quien contó no lo sabía.",
            "Averigüe si estaba en la estantería, y cuente de nuevo si importa."),
        .countsApart: Words(
            "Se hicieron dos recuentos por separado y dan cantidades distintas.",
            "Cuente una vez más, juntos."),
        .correctionsApart: Words(
            "Varias correcciones de una misma entrada están una junto a otra.",
            "Escriba una que las sustituya y hágala aprobar."),
        .itemGone: Words(
            "Un artículo que aún se pide o está en existencias fue borrado, retirado, unido o "
                + "no está aquí.",
            "Restaure el artículo, o pida y registre el que lo sustituye."),
        .hubClosed: Words(
            "Un centro cerrado aún tiene existencias, bienes en camino o pedidos abiertos.",
            "Traslade los bienes a otro centro y cierre lo que está abierto."),
        .conflict: Words(
            "Varias personas escribieron un campo de forma distinta sin saber unas de otras.",
            "Mire todo lo escrito y escriba lo correcto."),
        .deletedAndChanged: Words(
            "Alguien borró un registro mientras otra persona lo cambiaba.",
            "Bórrelo de nuevo, o cámbielo otra vez para conservarlo."),
        .breaksRule: Words(
            "Un registro incumple una regla de su clase.",
            "Escriba el campo del que trata la regla."),
        .alike: Words(
            "Dos registros comparten lo que cada uno debe tener por sí solo.",
            "Cambie uno de ellos o una los dos."),
        .sameCode: Words(
            "Dos documentos tienen el mismo código.",
            "Escriba en ambos papeles cuál es cuál."),
        .equivocal: Words(
            "Un dispositivo declaró cosas distintas con un mismo nombre.",
            "Pregunte a quien lo escribió y corrija lo que cuenta si está mal."),
        .held: Words(
            "Una persona lo aprobó y otra lo rechazó, sin saber una de otra.",
            "Quien pueda decidir mira ambas decisiones y decide de nuevo."),
        .approvedOwn: Words(
            "Alguien aprobó lo que es suyo.",
            "Otra persona que pueda decidir lo mira y decide."),
        .refused: Words(
            "Un cambio no tiene efecto: incumple una regla o su autor no puede escribirlo.",
            "Que lo registre quien pueda, o como lo pide la regla."),
        .quarantined: Words(
            "Alguien a quien se dio de baja siguió escribiendo; no cuenta.",
            "Un igual o superior de quien le dio de baja ratifica lo que es cierto."),
        .forked: Words(
            "Un dispositivo escribió dos cosas distintas en un lugar: fue copiado o no es "
                + "honesto.",
            "Retire una de las copias; un superior conserva una rama. Ningún hecho se pierde."),
        .approvedLate: Words(
            "Quien lo aprobó llevaba demasiado tiempo sin saber de nadie más con cargo.",
            "Alguien que está en contacto con otros lo mira y lo aprueba de nuevo o lo rechaza."),
    ]
    static let notices: [Notice.Sort: Words] = [
        .expired: Words(
            "Pasó la fecha de un lote.",
            "Retírelo de la estantería y anote que está vencido."),
        .lowStock: Words(
            "Hay menos de lo que este centro quiere tener.",
            "Pida más con una lista de necesidades."),
        .expiring: Words(
            "Se acerca la fecha de un lote.",
            "Entréguelo primero, o envíelo a donde se necesite."),
        .disk: Words(
            "El disco de este portátil está casi lleno.",
            "Borre otros archivos. Lo registrado se conserva, pero quizá no quepa más."),
        .clock: Words(
            "El reloj de este portátil no coincide con los de alrededor.",
            "Póngalo en hora con un reloj. Nada de lo registrado se pierde."),
    ]
}
