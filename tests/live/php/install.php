<?php
/**
 * Installs WordPress into its empty database, as its own installer does.
 *
 * $input: {title, description, home, locale, time_zone, permalinks, sample_content}.
 */

if ( ! $input['sample_content'] ) {
	/** Instead of WordPress's "Hello world": only the category that every site has. */
	function wp_install_defaults( $user_id ) {
		wp_insert_term( 'Uncategorized', 'category', array( 'slug' => 'uncategorized' ) );
	}
}

/** Nobody is to be told by mail. */
function wp_new_blog_notification( ...$ignored ) {}

require_once ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( $input['title'], 'admin', 'office@werkhof.example', true, '', 'test-only' );
foreach ( array(
	'home'                => $input['home'],
	'siteurl'             => $input['home'],
	'blogdescription'     => $input['description'],
	'timezone_string'     => $input['time_zone'],
	'gmt_offset'          => '',
	'WPLANG'              => 'en_US' === $input['locale'] ? '' : $input['locale'],
	'show_avatars'        => '0',
	'permalink_structure' => $input['permalinks'],
) as $name => $value ) {
	update_option( $name, $value );
}
$GLOBALS['wp_rewrite']->init();
flush_rewrite_rules( false );
